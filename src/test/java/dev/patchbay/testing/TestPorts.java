package dev.patchbay.testing;

import dev.patchbay.demo.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Loopback ports that nobody listens on just now. Each JVM of the tests has a range of its own, and
 * gives none again for long: so that nobody takes a port that another has found and not bound yet,
 * or that another wants to be refused at.
 */
public final class TestPorts {
  private static final int FIRST = 15_000;
  private static final int RANGE = 4_000;

  /** So many are remembered. */
  static final int MEMORY = 1_000;

  /** Counts from 1; set by the build. */
  private static final int FORK = Integer.getInteger("patchbay.test.fork", 1);

  private static final Set<Integer> GIVEN = new LinkedHashSet<>();

  private TestPorts() {}

  /** So many different ports. */
  public static synchronized List<Integer> find(int count) throws IOException {
    int first = FIRST + (FORK - 1) % 4 * RANGE;
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = FreePorts.find(first, first + RANGE, 1).get(0);
      if (GIVEN.add(port)) {
        ports.add(port);
        forgetTheOldest();
      }
    }
    return ports;
  }

  private static void forgetTheOldest() {
    if (GIVEN.size() > MEMORY) {
      Iterator<Integer> oldest = GIVEN.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
