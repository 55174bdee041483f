package dev.patchbay.testing;

import dev.patchbay.demo.FreePorts;
import java.io.IOException;
import java.util.List;

/**
 * Loopback ports that nobody listens on just now. Each JVM of the tests has a range of its own, so
 * that none takes a port that another has found and not bound yet, or that another wants to be
 * refused at.
 */
public final class TestPorts {
  private static final int FIRST = 15_000;
  private static final int RANGE = 4_000;

  /** Counts from 1; set by the build. */
  private static final int FORK = Integer.getInteger("patchbay.test.fork", 1);

  private TestPorts() {}

  /** So many different ports. */
  public static List<Integer> find(int count) throws IOException {
    int first = FIRST + (FORK - 1) % 4 * RANGE;
    return FreePorts.find(first, first + RANGE, count);
  }
}
