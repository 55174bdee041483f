package dev.patchbay.network;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program on the far side of the network: the clients, the node and its agent. It plays all
 * cases at once, because most of each is waiting, and prints a line for each.
 */
final class FarSide {
  static final int NODE_PORT = 3306;
  static final int AGENT_PORT = 9201;
  static final String LISTENING = "far side listens";
  static final String RESULT = "case ";
  static final String PASSED = " passed: ";

  private static final int LIMIT_SECONDS = 150;

  private final String router;
  private final long pausedProxy;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Socket>> nodes = new ConcurrentHashMap<>();

  private FarSide(String router, long pausedProxy) {
    this.router = router;
    this.pausedProxy = pausedProxy;
  }

  /**
   * Takes the router's namespace as its argument. When it has said that it listens, a line on
   * standard input with the process id of the proxy that may be paused begins the cases.
   */
  public static void main(String[] arguments) throws Exception {
    ServerSocket node = new ServerSocket(NODE_PORT);
    startAgent();
    System.out.println(LISTENING);
    String pid = new BufferedReader(new InputStreamReader(System.in)).readLine();
    FarSide far = new FarSide(arguments[0], Long.parseLong(pid));
    far.accept(node);
    List<Thread> cases = new ArrayList<>();
    for (NetworkCase played : NetworkCase.values()) {
      Thread thread = new Thread(() -> far.play(played), played.name());
      thread.setDaemon(true);
      thread.start();
      cases.add(thread);
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    for (Thread thread : cases) {
      TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      if (thread.isAlive()) {
        System.out.println(RESULT + thread.getName() + " still waits");
      }
    }
    System.exit(0);
  }

  static void startAgent() throws IOException {
    byte[] healthy = "{\"wsrep_local_index\":0,\"healthy\":true}".getBytes();
    HttpServer agent = HttpServer.create(new InetSocketAddress(AGENT_PORT), 0);
    agent.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, healthy.length);
          exchange.getResponseBody().write(healthy);
          exchange.close();
        });
    agent.start();
  }

  private void play(NetworkCase played) {
    String result;
    try {
      result = PASSED + played.play(this);
    } catch (Exception | AssertionError e) {
      result = " failed: " + e.toString().replaceAll("\\s+", " ");
    }
    System.out.println(RESULT + played + result);
  }

  private void accept(ServerSocket server) {
    Thread acceptor =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket node = server.accept();
                  int id = ByteBuffer.wrap(node.getInputStream().readNBytes(4)).getInt();
                  nodes.get(id).complete(node);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /**
   * Opens a session through the proxy at this port.
   *
   * @param receiveBytes the client's receive buffer, 0 for the system's own
   */
  FarSession open(int port, int receiveBytes) throws Exception {
    int id = ids.incrementAndGet();
    nodes.put(id, new CompletableFuture<>());
    Socket client = new Socket();
    if (receiveBytes > 0) {
      client.setReceiveBufferSize(receiveBytes);
    }
    client.connect(new InetSocketAddress(TestNetwork.PROXY_ADDRESS, port));
    client.getOutputStream().write(ByteBuffer.allocate(4).putInt(id).array());
    FarSession session = new FarSession(client, nodes.get(id).get(30, TimeUnit.SECONDS));
    session.exchange();
    return session;
  }

  Loss lose(Socket socket) throws Exception {
    return Loss.of(router, socket);
  }

  /** Stops the process of {@link NetworkCase#PAUSED_PORT}'s proxy for so long. */
  void pauseProxy(Duration pause) throws Exception {
    TestNetwork.run("kill -STOP " + pausedProxy);
    Thread.sleep(pause.toMillis());
    TestNetwork.run("kill -CONT " + pausedProxy);
  }
}
