package dev.patchbay.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and a server; once armed, it cuts at the next thing the client says. It
 * can do as a server does that is being stopped.
 */
final class CuttingRelay implements AutoCloseable {

  private final FakePeer front;
  private final int serverPort;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();
  private volatile boolean armed;
  private volatile boolean silent;
  private volatile boolean questionsHeld;

  CuttingRelay(int serverPort) throws IOException {
    this.serverPort = serverPort;
    front = new FakePeer(this::relay);
  }

  int port() {
    return front.port();
  }

  int accepted() {
    return front.accepted();
  }

  /** Makes it cut once. */
  void arm() {
    armed = true;
  }

  /** Ends all connections; from now on it accepts others, and says nothing. */
  void fallSilent() throws IOException {
    silent = true;
    for (Socket client : clients) {
      client.close();
    }
  }

  /** From now on short questions, and what follows them on the same connection, do not arrive. */
  void holdShortQuestions() {
    questionsHeld = true;
  }

  @Override
  public void close() throws IOException {
    front.close();
  }

  private void relay(Socket client) throws IOException {
    if (silent) {
      return;
    }
    clients.add(client);
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      Thread back = new Thread(() -> copyBack(server, client));
      back.setDaemon(true);
      back.start();
      byte[] chunk = new byte[4096];
      for (int n; (n = client.getInputStream().read(chunk)) > 0; ) {
        if (armed) {
          armed = false;
          client.close();
          return;
        }
        if (questionsHeld && isShortQuestion(chunk, n)) {
          client.getInputStream().transferTo(OutputStream.nullOutputStream());
          return;
        }
        server.getOutputStream().write(chunk, 0, n);
      }
    }
  }

  private static boolean isShortQuestion(byte[] chunk, int length) {
    return new String(chunk, 0, length, StandardCharsets.ISO_8859_1).contains("SELECT CONCAT_WS");
  }

  private static void copyBack(Socket server, Socket client) {
    try {
      server.getInputStream().transferTo(client.getOutputStream());
      client.close();
    } catch (IOException e) {
      // one of the two has gone
    }
  }
}
