package dev.patchbay.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent that answers each request with whatever bytes the test wants, valid HTTP or not. */
final class RawAgent implements AutoCloseable {

  /** Writes an answer; returns false to have the connection closed after it. */
  interface Answer {
    boolean write(OutputStream out) throws Exception;
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();
  private volatile Answer answer;

  RawAgent(Answer answer) throws IOException {
    this("127.0.0.1", 0, answer);
  }

  RawAgent(String address, int port, Answer answer) throws IOException {
    this.answer = answer;
    this.server = new ServerSocket(port, 50, InetAddress.getByName(address));
    daemon(this::acceptAll);
  }

  /** An agent that sends this text as it is and keeps the connection. */
  static RawAgent saying(String text) throws IOException {
    return new RawAgent(text(text));
  }

  static Answer text(String text) {
    return out -> {
      out.write(text.getBytes());
      out.flush();
      return true;
    };
  }

  /** An HTTP answer with this status and body. */
  static String http(int status, String body) {
    return "HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  void answer(Answer next) {
    answer = next;
  }

  int port() {
    return server.getLocalPort();
  }

  int openConnections() {
    return open.size();
  }

  void closeConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void acceptAll() throws IOException {
    while (true) {
      Socket socket = server.accept();
      open.add(socket);
      connections.incrementAndGet();
      daemon(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws Exception {
    try (socket) {
      InputStream in = socket.getInputStream();
      boolean keep = true;
      while (keep && readRequest(in)) {
        requests.incrementAndGet();
        keep = answer.write(socket.getOutputStream());
      }
    } finally {
      open.remove(socket);
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    int ends = 0;
    while (ends < 4) {
      int b = in.read();
      if (b < 0) {
        return false;
      }
      ends = b == '\r' || b == '\n' ? ends + 1 : 0;
    }
    return true;
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void daemon(Action action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Exception e) {
                // The peer has gone, or the test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }
}
