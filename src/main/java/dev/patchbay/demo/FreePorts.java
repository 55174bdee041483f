package dev.patchbay.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports of the loopback address on which nothing listens. They lie below the range from which
 * systems give ports to outgoing connections, so that none is taken between the look and the use.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int MOST_TRIES = 1_000;

  private FreePorts() {}

  /**
   * So many different ports.
   *
   * @throws IOException if none was found after many tries
   */
  public static List<Integer> find(int count) throws IOException {
    return find(FIRST, LAST, count);
  }

  /**
   * So many different ports from {@code first} to {@code last}, without the latter.
   *
   * @throws IOException if none was found after many tries
   */
  public static List<Integer> find(int first, int last, int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < MOST_TRIES && ports.size() < count; i++) {
      int port = ThreadLocalRandom.current().nextInt(first, last);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new IOException("no free port between " + first + " and " + last + " on 127.0.0.1");
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(DemoCluster.HOST))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
