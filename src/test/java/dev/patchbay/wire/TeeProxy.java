package dev.patchbay.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Passes connections on to a server on loopback, and shows what passes to conversations. */
final class TeeProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket listening;
  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  TeeProxy(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** One for each connection, in their order. */
  List<Watched> watched() {
    return watched;
  }

  /** The last connection. */
  Watched last() {
    return watched.get(watched.size() - 1);
  }

  /** Asks about the last connection, while nothing passes. */
  <T> T lastly(Function<Verdicts, T> question) {
    return last().ask(question);
  }

  @Override
  public void close() {
    closed(listening);
    watched.forEach(Watched::close);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Watched both = new Watched(client, server);
        watched.add(both);
        daemon(() -> copy(both, true, client, server));
        daemon(() -> copy(both, false, server, client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void copy(Watched watched, boolean fromClient, Socket from, Socket to) {
    byte[] bytes = new byte[32 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
        watched.saw(fromClient, ByteBuffer.wrap(bytes, 0, read));
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // one side has gone, and so does the other
    } finally {
      closed(from);
      closed(to);
    }
  }

  private static void closed(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tee");
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection, and what its conversation thinks of it. */
  static final class Watched {
    private final Socket client;
    private final Socket server;
    private final Verdicts verdicts = new Verdicts();

    Watched(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private synchronized void saw(boolean fromClient, ByteBuffer bytes) {
      verdicts.saw(fromClient, bytes);
    }

    /** Asks, while nothing passes. */
    synchronized <T> T ask(Function<Verdicts, T> question) {
      return question.apply(verdicts);
    }

    void close() {
      closed(client);
      closed(server);
    }
  }
}
