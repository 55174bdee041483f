package dev.patchbay.agent;

import dev.patchbay.testing.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A loopback port that nobody listens on just now. */
public final class FreePort {

  private FreePort() {}

  public static int take() {
    try {
      return TestPorts.find(1).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
