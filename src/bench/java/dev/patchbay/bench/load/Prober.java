package dev.patchbay.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client that connects again and again until the node that it wants greets it. */
final class Prober {
  private static final int ANSWER_MILLIS = 1000;
  private static final int LIMIT_SECONDS = 30;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final CompletableFuture<Long> answered = new CompletableFuture<>();
  private final int port;
  private final String node;

  Prober(int port, String node) {
    this.port = port;
    this.node = node;
  }

  /** Begins to connect, on a thread of its own. */
  void start() {
    Thread thread = new Thread(this::probe, "prober");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the {@link System#nanoTime} of the first greeting by the node. */
  long answered() {
    return answered.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  private void probe() {
    while (!node.equals(greeting(port))) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    answered.complete(System.nanoTime());
  }

  /** Who greets a new session; empty when it is turned away or nobody does. */
  static String greeting(int port) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWER_MILLIS);
      byte[] bytes = new byte[64];
      int length = socket.getInputStream().read(bytes);
      return length < 0 ? "" : new String(bytes, 0, length, StandardCharsets.US_ASCII);
    } catch (IOException turnedAway) {
      return "";
    }
  }
}
