package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The lines that Switchboard writes, in a life of the real program in which all of their events
 * happen: alerts and log parsers go on working. Other keys and lines of ours stand beside them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwitchboardLogTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> BACKEND =
      List.of("host", "port", "status_port", "healthy", "name", "currentSessionCount");

  private final Vertx vertx = Vertx.vertx();
  private List<Integer> ports;
  private List<JsonObject> lines;

  /** Where in the lines the traffic was off. */
  private List<JsonObject> whileOff;

  @BeforeAll
  void live() throws Exception {
    ports = TestPorts.find(5);
    FakeNode first = new FakeNode(vertx, "mysql/0", 0);
    FakeNode second = new FakeNode(vertx, "mysql/1", 1);
    FakeAgent firstAgent = new FakeAgent(vertx, 0);
    FakeAgent secondAgent = new FakeAgent(vertx, 1);
    String config = config(List.of(first, second), List.of(firstAgent, secondAgent));
    try (PatchbayProcess proxy = PatchbayProcess.start("-config", config, "--log-name=proxy")) {
      proxy.awaitLine("\"proxy.active-bridge-runner.Done severing connections");
      proxy.awaitLine("\"proxy.inactive-bridge-runner.Done severing connections");
      proxy.awaitLine("\"proxy.status.Status update");
      proxy.awaitLine("\"proxy.inactive-node-status.Status update");

      switchTraffic(false);
      proxy.awaitLine("Severing all connections to mysql/0");
      assertThat(greeting()).isEmpty();
      proxy.awaitLine("Refusing clients");
      whileOff = read(proxy);
      switchTraffic(true);
      await().atMost(LIMIT).until(() -> greeting().equals("mysql/0"));

      firstAgent.sick();
      await().atMost(LIMIT).until(() -> greeting().equals("mysql/1"));
      second.stop();
      greeting();
      proxy.awaitLine("Error routing to backend");
      secondAgent.sick();
      proxy.awaitLine("active-bridge-runner.No active backend");
      proxy.awaitLine("\"unhealthy_backends\":[\"mysql/0\",\"mysql/1\"]");

      proxy.terminate();
      assertThat(proxy.exitCode()).isZero();
      lines = read(proxy);
    }
  }

  @AfterAll
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** PORT is the active listener's, and INACTIVE the other one's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          active-bridge-runner.Proxy listening on 127.0.0.1:PORT               | info  | session
          inactive-bridge-runner.Proxy listening on 127.0.0.1:INACTIVE         | info  | session
          Proxy started                                                        | info  | proxyConfig
          Previously unhealthy backend became healthy.                         | info  | backend
          Previously healthy backend became unhealthy.                         | info  | backend
          active-monitor.Healthcheck failed on backend                         | error | session backend endpoint error
          active-monitor.New active backend                                    | info  | session backend
          inactive-monitor.New active backend                                  | info  | session backend
          Severing all connections to mysql/0 at 127.0.0.1:MYSQL               | info  |
          active-bridge-runner.Done severing connections, new active backend:  | info  | session backend
          inactive-bridge-runner.Done severing connections, new active backend:| info  | session backend
          Done updating Cluster Api, new active backend:                       | info  | backend
          Disabling traffic for cluster                                        | info  | message
          Enabling traffic for cluster                                         | info  | message
          active-bridge-runner.No active backend                               | error | session
          active-bridge-runner.Error routing to backend                        | error | session error
          status.Status update                                                 | info  | session total_connections healthy_backends total_backends active_backend last_failover_at total_failovers last_failover_from unhealthy_backends
          inactive-node-status.Status update                                   | info  | session total_connections healthy_backends total_backends active_backend
          active-bridge-runner.Received signal                                 | info  | session signal
          inactive-bridge-runner.Received signal                               | info  | session signal
          active-bridge-runner.Proxy runner has exited                         | info  | session
          inactive-bridge-runner.Proxy runner has exited                       | info  | session
          """)
  void line_hasSwitchboardsMessageSourceLevelAndKeys(String message, String level, String keys) {
    String[] expected = keys == null ? new String[0] : keys.split(" ");

    List<JsonObject> found = lines("proxy." + here(message));

    assertThat(found).as(message).isNotEmpty();
    assertThat(found)
        .allSatisfy(
            line -> {
              assertThat(line.getString("source")).isEqualTo("proxy");
              assertThat(line.getInteger("log_level")).isEqualTo(level.equals("info") ? 1 : 2);
            })
        // Some keys are there only once there is something to say.
        .anySatisfy(line -> assertThat(line.getJsonObject("data").fieldNames()).contains(expected));
    if (Arrays.asList(expected).contains("backend")) {
      assertThat(found).allSatisfy(SwitchboardLogTest::hasABackend);
    }
  }

  private static void hasABackend(JsonObject line) {
    JsonObject data = line.getJsonObject("data");
    assertThat(data.fieldNames()).contains("backend");
    if (data.getValue("backend") != null) {
      assertThat(data.getJsonObject("backend").fieldNames())
          .containsExactlyInAnyOrderElementsOf(BACKEND);
    }
  }

  @Test
  void everyLine_hasTheSourceAndBeginsWithIt_andNoBackendIsOfAnotherForm() {
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.getString("source")).isEqualTo("proxy");
              assertThat(line.getString("message")).startsWith("proxy.");
              if (line.getJsonObject("data").containsKey("backend")) {
                hasABackend(line);
              }
            });
  }

  @Test
  void start_tellsOfEachNodeThatIsHealthy_andOfTheWholeConfiguration() {
    JsonObject config = data("proxy.Proxy started").getJsonObject("proxyConfig");
    JsonArray backends = config.getJsonArray("Backends");

    assertThat(healthyNames()).startsWith("mysql/0", "mysql/1");
    assertThat(config.getInteger("Port")).isEqualTo(ports.get(0));
    assertThat(config.getInteger("ShutdownDelaySeconds")).isZero();
    assertThat(config.fieldNames())
        .containsExactlyInAnyOrder(
            "Port",
            "InactiveMysqlPort",
            "Backends",
            "HealthcheckTimeoutMillis",
            "ShutdownDelaySeconds");
    assertThat(backends.getJsonObject(1).getString("Name")).isEqualTo("mysql/1");
    assertThat(backends.getJsonObject(1).fieldNames())
        .containsExactlyInAnyOrder("Host", "Port", "StatusPort", "StatusEndpoint", "Name");
  }

  private List<String> healthyNames() {
    return lines("proxy.Previously unhealthy backend became healthy.").stream()
        .map(line -> line.getJsonObject("data").getJsonObject("backend").getString("name"))
        .sorted()
        .toList();
  }

  @Test
  void values_areSwitchboards() {
    JsonObject failed = data("proxy.active-monitor.Healthcheck failed on backend");

    assertThat(failed.getString("error")).isEqualTo("Backend reported as unhealthy");
    assertThat(failed.getString("endpoint")).matches("http://127\\.0\\.0\\.1:\\d+/status");
    assertThat(data("proxy.active-bridge-runner.Error routing to backend").getString("error"))
        .startsWith("Error establishing connection to backend: ");
    assertThat(data("proxy.Disabling traffic for cluster").getString("message")).isEqualTo("work");
    assertThat(data("proxy.active-bridge-runner.Received signal").getInteger("signal"))
        .isEqualTo(15);
    assertThat(failed.getString("session")).isEqualTo("1");
  }

  @Test
  void refusalsWhileTrafficIsOff_areNoError() {
    assertThat(whileOff)
        .anySatisfy(line -> assertThat(line.getString("message")).contains("Refusing clients"))
        .allSatisfy(line -> assertThat(line.getInteger("log_level")).isLessThan(2));
  }

  @Test
  void lossOfTheLastNode_isToldWithABackendOfNull() {
    assertThat(lines("proxy.Done updating Cluster Api, new active backend:"))
        .last()
        .satisfies(line -> assertThat(line.getJsonObject("data").getValue("backend")).isNull());
  }

  private JsonObject data(String message) {
    return lines(message).get(0).getJsonObject("data");
  }

  private List<JsonObject> lines(String message) {
    return lines.stream().filter(l -> l.getString("message").equals(message)).toList();
  }

  private String here(String message) {
    return message
        .replace("INACTIVE", ports.get(4).toString())
        .replace("PORT", ports.get(0).toString())
        .replace("MYSQL", firstPort().toString());
  }

  private Integer firstPort() {
    return data("proxy.Proxy started")
        .getJsonObject("proxyConfig")
        .getJsonArray("Backends")
        .getJsonObject(0)
        .getInteger("Port");
  }

  private static List<JsonObject> read(PatchbayProcess proxy) {
    return proxy.lines("").stream()
        .map(line -> line.startsWith("{") ? Optional.of(new JsonObject(line)) : noJson(line))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<JsonObject> noJson(String line) {
    throw new AssertionError("no JSON: " + line);
  }

  private String config(List<FakeNode> nodes, List<FakeAgent> agents) {
    String backends =
        Stream.of(0, 1)
            .map(
                i ->
                    """
                      - Name: mysql/%d
                        Host: 127.0.0.1
                        Port: %d
                        StatusPort: %d
                        StatusEndpoint: status
                    """
                        .formatted(i, nodes.get(i).node().port(), agents.get(i).port()))
            .reduce("", String::concat);
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        StatusLog: {Enabled: true, Interval: 1s}
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        Proxy:
          Port: %d
          InactiveMysqlPort: %d
          HealthcheckTimeoutMillis: 5000
          HealthcheckIntervalMillis: 100
          Backends:
        %s"""
        .formatted(ports.get(3), ports.get(1), ports.get(2), ports.get(0), ports.get(4), backends);
  }

  private void switchTraffic(boolean on) throws Exception {
    String query = "?trafficEnabled=" + on + "&message=work";
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(1) + "/v0/cluster" + query))
                    .header("Authorization", "Basic cHJveHk6c2VjcmV0")
                    .method("PATCH", HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** The name of the node that answers; empty if the session is closed at once. */
  private String greeting() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", ports.get(0))) {
      socket.setSoTimeout(20_000);
      return new String(socket.getInputStream().readNBytes(8)).strip();
    } catch (SocketException e) {
      return "";
    }
  }
}
