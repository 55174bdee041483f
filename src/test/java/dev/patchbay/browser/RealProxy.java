package dev.patchbay.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.app.Patchbay;
import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real proxy in this process, before fake nodes that are called as a test wants. */
final class RealProxy implements AutoCloseable {
  private static final int CHECK_TIMEOUT_MILLIS = 5000;
  private static final int CHECK_INTERVAL_MILLIS = 200;
  private static final int LONG_MILLIS = 60_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<FakeAgent> agents = new ArrayList<>();
  private final List<Socket> clients = new ArrayList<>();
  private final PatchbayConfig config;
  private final Patchbay patchbay;

  /** Sticky. */
  RealProxy(String... names) throws Exception {
    this(ActiveNodePolicy.STICKY, names);
  }

  RealProxy(ActiveNodePolicy policy, String... names) throws Exception {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      FakeAgent agent = new FakeAgent(vertx, i);
      agents.add(agent);
      int port = new FakeNode(vertx, names[i], i).node().port();
      nodes.add(new Node(names[i], "127.0.0.1", port, agent.port(), "/status"));
    }
    List<Integer> ports = TestPorts.find(5);
    config =
        new PatchbayConfig(
            "127.0.0.1",
            new ProxyConfig(
                ports.get(0),
                ports.get(1),
                CHECK_TIMEOUT_MILLIS,
                CHECK_INTERVAL_MILLIS,
                CHECK_TIMEOUT_MILLIS,
                0,
                0,
                ProxyConfig.Stall.DEFAULT,
                policy,
                nodes),
            new ApiConfig(
                ports.get(2),
                ports.get(3),
                Demo.USER,
                Demo.PASSWORD,
                false,
                List.of(),
                Optional.empty()),
            Optional.empty(),
            ports.get(4),
            Optional.empty(),
            new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)),
            new PatchbayConfig.Metrics(false, 9999));
    patchbay = Patchbay.start(new LoadedConfig(config, List.of()));
    await()
        .atMost(Duration.ofMillis(LONG_MILLIS))
        .until(() -> reaches(ports.get(0)) && reaches(ports.get(1)));
  }

  private static boolean reaches(int port) throws IOException {
    try (Socket client = new Socket("127.0.0.1", port)) {
      client.setSoTimeout(LONG_MILLIS);
      return answer(client) != null;
    }
  }

  int apiPort() {
    return config.api().port();
  }

  String url() {
    return "http://127.0.0.1:" + apiPort() + "/";
  }

  FakeAgent agent(int node) {
    return agents.get(node);
  }

  /** Opens so many more sessions, each of which has reached its node. */
  List<Socket> open(int count) throws IOException {
    return open(count, config.proxy().port());
  }

  /** The same at the inactive port. */
  List<Socket> openInactive(int count) throws IOException {
    return open(count, config.proxy().inactiveMysqlPort());
  }

  private List<Socket> open(int count, int port) throws IOException {
    List<Socket> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket client = new Socket("127.0.0.1", port);
      client.setSoTimeout(LONG_MILLIS);
      clients.add(client);
      opened.add(client);
      assertThat(answer(client)).isNotNull();
    }
    return opened;
  }

  /** Whether a client's node still answers what it is sent. */
  static boolean lives(Socket client) throws IOException {
    client.getOutputStream().write("ping\n".getBytes());
    return "ping".equals(answer(client));
  }

  /** Waits for the end of a session. */
  static boolean ends(Socket client) {
    try {
      return client.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String answer(Socket client) throws IOException {
    return new BufferedReader(new InputStreamReader(client.getInputStream())).readLine();
  }

  @Override
  public void close() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    patchbay.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
