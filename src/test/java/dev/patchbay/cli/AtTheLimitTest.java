package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.PlainNode;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program with as many sessions, and strangers, as it lets in. */
class AtTheLimitTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final List<SocketChannel> clients = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Vertx vertx;
  private PlainNode first;
  private PlainNode second;
  private FakeAgent firstAgent;
  private FakeAgent secondAgent;
  private List<Integer> ports;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    first = new PlainNode("a");
    second = new PlainNode("b");
    firstAgent = new FakeAgent(vertx, 0);
    secondAgent = new FakeAgent(vertx, 1);
    ports = TestPorts.find(5);
  }

  @AfterEach
  void stop() throws Exception {
    closeClients();
    first.close();
    second.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void maxSessions_isKept_seen_andFailedOver() throws Exception {
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config(40))) {
      proxy.awaitLine("New active backend");
      connect(60);

      assertThat(proxy.awaitLine("Accepting paused"))
          .contains("Proxy.MaxSessions")
          .contains("\"limit\":40");
      awaitEvent("accepting_paused", "configuration", 40);
      assertThat(first.accepted()).isEqualTo(40);
      assertThat(metrics())
          .contains("patchbay_sessions_limit{by=\"configuration\"} 40.0")
          .contains("patchbay_accepting 0.0");
      failOver(60, 40);

      closeClients();

      proxy.awaitLine("Accepting again");
      awaitEvent("accepting_resumed", "configuration", 40);
      await().until(() -> metrics().contains("patchbay_accepting 1.0"));
    }
  }

  @Test
  void smallHeap_limitsSessionsBeforeItIsFull() throws Exception {
    Map<String, String> small =
        Map.of("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx24m -XX:+ExitOnOutOfMemoryError");
    try (PatchbayProcess proxy =
        PatchbayProcess.start(small, Integer.MAX_VALUE, "-config", config(0))) {
      proxy.awaitLine("New active backend");
      int limit = limit(proxy);
      assertThat(limit).isBetween(6_000, 8_500);
      connect(limit + 100);

      assertThat(proxy.awaitLine("Accepting paused")).contains("the Java heap").contains("-Xmx");
      awaitEvent("accepting_paused", "memory", limit);
      failOver(limit + 100, limit);

      assertThat(proxy.isAlive()).isTrue();
      assertThat(metrics()).contains("patchbay_sessions_limit{by=\"memory\"} " + limit + ".0");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 1024})
  void descriptorsTakenByClientsAndStrangers_leaveTheChecksTheirs(int files) throws Exception {
    // So that every check needs a descriptor of its own.
    firstAgent.closeAfterEach();
    secondAgent.closeAfterEach();
    try (PatchbayProcess proxy = PatchbayProcess.start(Map.of(), files, "-config", config(0))) {
      proxy.awaitLine("New active backend");
      int limit = limit(proxy);
      int idleFiles = proxy.openFiles();
      System.out.printf(
          "%d of %d descriptors are open, %d sessions may be%n", idleFiles, files, limit);
      connect(limit + 50);
      for (int port : ports.subList(1, 5)) {
        stranger(port, Math.max(8, files / 40) + 4);
      }
      assertThat(proxy.awaitLine("Accepting paused")).contains("ulimit -n");

      int checks = firstAgent.checks();
      int otherChecks = secondAgent.checks();
      await().atMost(LONG).until(() -> firstAgent.checks() > checks + 10);
      await().atMost(LONG).until(() -> secondAgent.checks() > otherChecks + 10);

      assertThat(proxy.lines("became unhealthy")).isEmpty();
      assertThat(proxy.lines("Healthcheck failed")).isEmpty();
      assertThat(proxy.lines("Too many open files")).isEmpty();
      assertThat(first.accepted()).isEqualTo(limit);
      System.out.printf("%d at the limit%n", proxy.openFiles());
    }
  }

  /** All clients come back, and as many as may be are served by the other node. */
  private void failOver(int wanted, int limit) throws Exception {
    firstAgent.sick();

    // Those that waited are served by the other node without having to come again.
    await().atMost(LONG).until(() -> second.accepted() >= Math.min(limit, wanted - limit));
    closeClients();
    first.close();
    int before = second.accepted();
    connect(wanted);
    await().atMost(LONG).until(() -> second.accepted() >= before + limit);
    assertThat(answer(clients.get(0))).isEqualTo("b\n");
  }

  private static String answer(SocketChannel client) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(2);
    while (text.hasRemaining() && client.read(text) >= 0) {
      continue;
    }
    return new String(text.array());
  }

  private static int limit(PatchbayProcess proxy) {
    return new JsonObject(proxy.awaitLine("Proxy started"))
        .getJsonObject("data")
        .getInteger("maxSessions");
  }

  private void connect(int count) throws IOException {
    stranger(ports.get(0), count);
  }

  private void stranger(int port, int count) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      clients.add(SocketChannel.open(address));
    }
  }

  private void closeClients() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    clients.clear();
  }

  private void awaitEvent(String kind, String by, int limit) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () ->
                new JsonObject(get(ports.get(1), "/v0/events"))
                    .getJsonArray("events").stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(
                            e ->
                                e.getString("kind").equals(kind)
                                    && e.getString("limitedBy").equals(by)
                                    && e.getInteger("limit") == limit));
  }

  private String metrics() throws Exception {
    return get(ports.get(4), "/metrics");
  }

  private String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Basic dTpw")
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String config(int maxSessions) {
    return new JsonObject()
        .put("BindAddress", "127.0.0.1")
        .put(
            "Proxy",
            new JsonObject()
                .put("Port", ports.get(0))
                .put("HealthcheckTimeoutMillis", 20_000)
                .put("HealthcheckIntervalMillis", 100)
                .put("MaxSessions", maxSessions)
                .put(
                    "Backends",
                    new JsonArray()
                        .add(backend("a", first, firstAgent))
                        .add(backend("b", second, secondAgent))))
        .put(
            "API",
            new JsonObject()
                .put("Port", ports.get(1))
                .put("AggregatorPort", ports.get(2))
                .put("Username", "u")
                .put("Password", "p"))
        .put("HealthPort", ports.get(3))
        .put("Metrics", new JsonObject().put("Enabled", true).put("Port", ports.get(4)))
        .encode();
  }

  private static JsonObject backend(String name, PlainNode node, FakeAgent agent) {
    return new JsonObject()
        .put("Name", name)
        .put("Host", "127.0.0.1")
        .put("Port", node.port())
        .put("StatusPort", agent.port())
        .put("StatusEndpoint", "/");
  }
}
