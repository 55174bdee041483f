package dev.patchbay.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;

/**
 * A port that leads to a server, and spoils much of what the server says. What is wrong goes by a
 * seed and by the order of the connections.
 */
public final class SpoilingPipe implements AutoCloseable {
  private final ServerSocket listening;
  private final int server;
  private final Random random;

  /**
   * @param server port on loopback
   */
  public SpoilingPipe(int server, long seed) throws IOException {
    this.server = server;
    random = new Random(seed);
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Where it listens, on loopback. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Lets nobody in any more; what is open ends when one of its ends does. */
  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket node = new Socket(InetAddress.getLoopbackAddress(), server);
      client.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      Random own = new Random(random.nextLong());
      daemon(() -> pass(client, node, null));
      daemon(() -> pass(node, client, own));
    }
  }

  private static void pass(Socket from, Socket to, Random spoiling) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, count);
        boolean spoils = spoiling != null && spoiling.nextBoolean();
        out.write(spoils ? Spoiler.spoil(bytes, spoiling) : bytes);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the ends has gone.
              }
            },
            "spoiling-pipe");
    thread.setDaemon(true);
    thread.start();
  }
}
