package dev.patchbay.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that sends without end to whoever asks for that, and answers each small request of the
 * others. Each session has a thread of its own, so that none waits for another here.
 */
public final class BulkNode {
  static final int BACKLOG = 4096;

  /** The first byte of a session that wants bulk. */
  static final byte BULK = 'b';

  /** A request: one byte, which is also its answer. */
  static final byte PING = 'p';

  /** What is written or read at once in bulk. */
  static final int BULK_BYTES = 256 * 1024;

  private BulkNode() {}

  /** Takes one argument: the port to listen at on this machine. Says when it does; never ends. */
  public static void main(String[] arguments) throws IOException {
    Priority.high();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), BACKLOG);
      System.out.println("listening");
      while (true) {
        SocketChannel session = server.accept();
        threads.execute(() -> serve(session));
      }
    }
  }

  private static void serve(SocketChannel session) {
    try (session) {
      Priority.high();
      session.socket().setTcpNoDelay(true);
      ByteBuffer request = ByteBuffer.allocateDirect(1);
      while (session.read(request.clear()) > 0) {
        if (request.get(0) == BULK) {
          Priority.ordinary();
          send(session);
        }
        session.write(request.flip());
      }
    } catch (IOException left) {
      // The ordinary end of a bulk session: its reader has gone.
    }
  }

  private static void send(SocketChannel session) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(BULK_BYTES);
    while (true) {
      session.write(bytes.clear());
    }
  }
}
