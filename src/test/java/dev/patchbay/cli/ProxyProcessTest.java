package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as an operator meets it: its arguments, its output, its signals, its exit codes. */
class ProxyProcessTest {
  @TempDir private Path directory;

  private Vertx vertx;
  private FakeNode node;
  private FakeAgent agent;
  private List<Integer> ports;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    node = new FakeNode(vertx, "mysql/0", 0);
    agent = new FakeAgent(vertx, 0);
    ports = TestPorts.find(4);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void startedProxy_saysSoInTheLagerFormatOnceItServes() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(0))) {
      JsonObject line = new JsonObject(proxy.awaitLine("Proxy started"));

      assertThat(line.getString("message")).endsWith("Proxy started");
      assertThat(line.getString("timestamp")).matches("\\d{10}\\.\\d{9}");
      assertThat(line.getInteger("log_level")).isEqualTo(1);
      proxy.awaitLine("active-monitor.New active backend");
      assertThat(greeting()).isEqualTo("mysql/0");
      assertThat(proxy.lines("active-bridge-runner.Proxy listening on 127.0.0.1:" + ports.get(0)))
          .hasSize(1);
    }
  }

  @Test
  void everyWayToGiveTheConfiguration_works() throws Exception {
    String file = Files.writeString(directory.resolve("c.yml"), config(0)).toString();
    List<PatchbayProcess> ways = new ArrayList<>();
    try {
      for (String[] arguments :
          new String[][] {
            {"-configPath", file, "-timeFormat=rfc3339", "-logLevel", "info"},
            {"--configPath=" + file, "--timeFormat", "rfc3339"},
            {"--config=" + config(0), "-timeFormat", "rfc3339", "-redactSecrets"}
          }) {
        runsAndStops(PatchbayProcess.start(arguments), ways);
      }
      runsAndStops(start(Map.of("CONFIG", config(0)), "-timeFormat=rfc3339"), ways);
      runsAndStops(start(Map.of("CONFIG_PATH", file), "-timeFormat=rfc3339"), ways);
    } finally {
      ways.forEach(PatchbayProcess::close);
    }
  }

  private static PatchbayProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    return PatchbayProcess.start(environment, Integer.MAX_VALUE, arguments);
  }

  private static void runsAndStops(PatchbayProcess proxy, List<PatchbayProcess> all)
      throws InterruptedException {
    all.add(proxy);
    assertThat(proxy.awaitLine("Proxy started")).contains("\"level\":\"info\"").contains("Z\"");
    proxy.terminate();
    assertThat(proxy.exitCode()).isZero();
  }

  @Test
  void sigterm_closesTheHealthPortAtOnceAndServesOnForTheDelay() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(4))) {
      proxy.awaitLine("New active backend");
      try (Socket session = connect()) {
        assertThat(session.getInputStream().readNBytes(8)).isEqualTo("mysql/0\n".getBytes());

        proxy.terminate();

        await().until(() -> !accepts(ports.get(3)));
        assertThat(proxy.isAlive()).isTrue();
        assertThat(greeting()).isEqualTo("mysql/0");
        session.getOutputStream().write('x');
        assertThat(session.getInputStream().read()).isEqualTo('x');
        long delayOver = System.nanoTime();
        assertThat(session.getInputStream().read()).isEqualTo(-1);
        assertThat(System.nanoTime() - delayOver).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
      }
      assertThat(proxy.exitCode()).isZero();
      assertThat(proxy.out()).contains("patchbay.Stopped");
    }
  }

  @Test
  void secondSignal_endsTheProcessAtOnce() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(600))) {
      proxy.awaitLine("Proxy started");
      proxy.terminate();
      proxy.awaitLine("Stopping");

      proxy.terminate();

      assertThat(proxy.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void invalidConfiguration_isRefusedWithEveryFaultAndWithoutATrace() throws Exception {
    String broken = config(0).replace("Port: " + ports.get(0), "Port: 70000");
    broken = broken.replace("HealthcheckTimeoutMillis: 1000", "HealthcheckTimeoutMillis: soon");

    try (PatchbayProcess proxy = PatchbayProcess.start("-config", broken)) {
      assertThat(proxy.exitCode()).isEqualTo(1);
      assertThat(proxy.err())
          .contains("Proxy.Port")
          .contains("70000")
          .contains("Proxy.HealthcheckTimeoutMillis")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void noConfiguration_isRefusedWithTheWaysToGiveOne() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start()) {
      assertThat(proxy.exitCode()).isEqualTo(1);
      assertThat(proxy.err()).contains("-configPath").contains("CONFIG_PATH");
    }
  }

  @Test
  void wrongFlag_isRefused() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(0), "-logLevel=loud")) {
      assertThat(proxy.exitCode()).isEqualTo(1);
      assertThat(proxy.err()).contains("-logLevel").contains("loud").contains("debug, info");
    }
  }

  @Test
  void unknownKeys_areNamedInOneWarning() throws Exception {
    try (PatchbayProcess proxy =
        PatchbayProcess.start("-config", config(0) + "HealthPrt: 1\nNews: 2\n")) {
      String line = proxy.awaitLine("HealthPrt");

      assertThat(line).contains("News").contains("HealthPort");
    }
  }

  @Test
  void takenPort_isNamedAndTheProcessEnds() throws Exception {
    try (ServerSocket taken =
            new ServerSocket(ports.get(1), 1, InetAddress.getByName("127.0.0.1"));
        PatchbayProcess proxy = PatchbayProcess.start("-config", config(0))) {
      assertThat(proxy.exitCode()).isEqualTo(1);
      assertThat(proxy.err())
          .contains("API.Port")
          .contains("127.0.0.1:" + taken.getLocalPort())
          .doesNotContain("\tat ");
      assertThat(proxy.out()).doesNotContain("Proxy started");
    }
  }

  @Test
  void moreClientsThanFileDescriptors_waitAndAreServedLater() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start(Map.of(), 600, "-config", config(0))) {
      proxy.awaitLine("New active backend");
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        clients.add(connect());
      }
      proxy.awaitLine("Accepting paused");
      comesToRest(proxy);
      assertThat(backends().getJsonObject(0).getBoolean("healthy")).isTrue();

      for (Socket client : clients) {
        client.close();
      }

      proxy.awaitLine("Accepting again");
      await().until(() -> greeting().equals("mysql/0"));
      assertThat(proxy.lines("Severing")).isEmpty();
    }
  }

  @Test
  void fileDescriptorsTakenByStrangers_stopNothingForGood() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start(Map.of(), 600, "-config", config(0))) {
      proxy.awaitLine("New active backend");
      try (Socket before = connect()) {
        before.getInputStream().readNBytes(8);
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          strangers.add(new Socket("127.0.0.1", ports.get(3)));
        }
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
          clients.add(connect());
        }
        comesToRest(proxy);
        before.getOutputStream().write('x');
        assertThat(before.getInputStream().read()).isEqualTo('x');

        for (Socket stranger : strangers) {
          stranger.close();
        }
        for (Socket client : clients) {
          client.close();
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> greeting().equals("mysql/0"));
        assertThat(proxy.isAlive()).isTrue();
        // A burst may be faster than the closing of what is too much: a line each second, no more.
        assertThat(proxy.lines("Too many open files")).hasSizeLessThan(5);
      }
    }
  }

  /**
   * Whether the process comes to rest: a second in which it uses less than a third of a processor.
   */
  private static void comesToRest(PatchbayProcess proxy) {
    AtomicLong before = new AtomicLong(0);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> proxy.cpuTicks() - before.getAndSet(proxy.cpuTicks()) <= 30);
  }

  private String config(int delaySeconds) {
    Node backend = node.node();
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API:
          Port: %d
          AggregatorPort: %d
          Username: proxy
          Password: secret
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1000
          ShutdownDelaySeconds: %d
          Backends:
          - Name: mysql/0
            Host: 127.0.0.1
            Port: %d
            StatusPort: %d
            StatusEndpoint: status
        """
        .formatted(
            ports.get(3),
            ports.get(1),
            ports.get(2),
            ports.get(0),
            delaySeconds,
            backend.port(),
            agent.port());
  }

  private JsonArray backends() throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create("http://127.0.0.1:" + ports.get(1) + "/v0/backends"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Basic cHJveHk6c2VjcmV0")
            .build();
    return new JsonArray(
        java.net.http.HttpClient.newHttpClient()
            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
            .body());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", ports.get(0));
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** The name of the node that answers; empty if the session is closed at once. */
  private String greeting() throws IOException {
    try (Socket socket = connect()) {
      return new String(socket.getInputStream().readNBytes(8)).strip();
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
