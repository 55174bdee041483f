package dev.patchbay.network;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** Both outer ends of one session through the proxy. */
record FarSession(Socket client, Socket node) {

  /** Bytes of a query and of a small result; they fit into any buffer. */
  static final int SMALL = 50;

  /** A query and its answer, each read whole. */
  void exchange() throws IOException {
    pass(client, node);
    pass(node, client);
  }

  private static void pass(Socket from, Socket to) throws IOException {
    from.getOutputStream().write(new byte[SMALL]);
    if (to.getInputStream().readNBytes(SMALL).length != SMALL) {
      throw new IOException("the session has ended");
    }
  }

  /** Writes so many chunks from another thread, as far as the session lets it. */
  static CompletableFuture<Void> write(Socket from, int chunks) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            Bytes.write(from.getOutputStream(), chunks);
          } catch (IOException e) {
            // Seen from the reader's side too, or from the one that waits for the end.
          }
        },
        task -> new Thread(task, "writer").start());
  }

  /** Waits until the proxy has ended this connection; returns after how many seconds. */
  static double secondsToEnd(Socket socket) throws IOException {
    long start = System.nanoTime();
    try {
      if (socket.getInputStream().read() >= 0) {
        throw new IllegalStateException("a byte in place of the end");
      }
    } catch (java.net.SocketException e) {
      // A reset is an end.
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
