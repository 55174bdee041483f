package dev.patchbay.agent;

import dev.patchbay.demo.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A loopback port that nobody listens on just now. */
public final class FreePort {

  private FreePort() {}

  public static int take() {
    try {
      return FreePorts.find(1).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
