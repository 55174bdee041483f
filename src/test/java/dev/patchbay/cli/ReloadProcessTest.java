package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running program whose file is changed. */
class ReloadProcessTest {
  private static final int RELOADS = 400;

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<FakeNode> nodes = new ArrayList<>();
  private final List<FakeAgent> agents = new ArrayList<>();
  private Vertx vertx;
  private List<Integer> ports;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    for (int i = 0; i < 2; i++) {
      nodes.add(new FakeNode(vertx, "mysql/" + i, i));
      agents.add(new FakeAgent(vertx, i));
    }
    ports = TestPorts.find(5);
    file = directory.resolve("config.yml");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void sighup_hasTheFileReadAgain_andTheProcessAndItsSessionsLiveOn() throws Exception {
    write(1);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath", file.toString())) {
      proxy.awaitLine("New active backend");
      try (Socket session = connect()) {
        assertThat(session.getInputStream().readNBytes(8)).isEqualTo("mysql/0\n".getBytes());

        write(2);
        proxy.hangUp();
        assertThat(proxy.awaitLine("Configuration reloaded"))
            .contains("Proxy.Backends: mysql/1 added");
        Files.writeString(file, "Proxy: {Port: x}");
        proxy.hangUp();
        assertThat(proxy.awaitLine("Reload refused")).contains("Proxy.Port");

        session.getOutputStream().write('x');
        assertThat(session.getInputStream().read()).isEqualTo('x');
        await().until(() -> call("GET", "/v0/nodes").body().contains("mysql/1"));
        proxy.terminate();
        assertThat(proxy.exitCode()).isZero();
      }
    }
  }

  @Test
  void manyReloads_leaveNothingBehind() throws Exception {
    write(2);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath", file.toString())) {
      proxy.awaitLine("New active backend");
      try (Socket session = connect()) {
        assertThat(session.getInputStream().readNBytes(8)).isEqualTo("mysql/0\n".getBytes());
        // What is loaded, compiled and kept in rings of fixed length comes first.
        reload(RELOADS);
        long heap = proxy.liveHeapBytes();
        int open = proxy.openFiles();
        long series = series();

        reload(RELOADS);

        assertThat(series()).isEqualTo(series);
        assertThat(proxy.liveHeapBytes() - heap).isLessThan(2 << 20);
        await().untilAsserted(() -> assertThat(proxy.openFiles()).isLessThanOrEqualTo(open + 8));
        session.getOutputStream().write('x');
        assertThat(session.getInputStream().read()).isEqualTo('x');
      }
    }
  }

  @Test
  void nodeThatIsAdded_hasItsDescriptorsKeptFromSessions() throws Exception {
    write(1);
    try (PatchbayProcess proxy =
        PatchbayProcess.start(Map.of(), 1024, "-configPath", file.toString())) {
      proxy.awaitLine("New active backend");
      final long before = sessionsLimit();

      write(2);
      assertThat(call("POST", "/v0/reload").statusCode()).isEqualTo(200);
      // Five for each node, two for each session.
      assertThat(sessionsLimit()).isBetween(before - 3, before - 2);

      write(1);
      assertThat(call("POST", "/v0/reload").statusCode()).isEqualTo(200);
      assertThat(sessionsLimit()).isEqualTo(before);
    }
  }

  private long sessionsLimit() throws Exception {
    return metrics()
        .filter(line -> line.startsWith("patchbay_sessions_limit"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Takes the second node out and in again, so many times. */
  private void reload(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      write(1 + i % 2);
      assertThat(call("POST", "/v0/reload").statusCode()).isEqualTo(200);
    }
    await().until(() -> call("GET", "/v0/backends").body().split("\"healthy\":true").length == 3);
  }

  private long series() throws Exception {
    return metrics().filter(line -> line.contains("backend=")).count();
  }

  private Stream<String> metrics() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(4) + "/metrics")).build();
    return http.send(request, BodyHandlers.ofString()).body().lines();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    String login = Base64.getEncoder().encodeToString("proxy:secret".getBytes());
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(1) + path))
            .header("Authorization", "Basic " + login)
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(0));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private void write(int count) throws Exception {
    StringBuilder backends = new StringBuilder();
    for (int i = 0; i < count; i++) {
      backends.append(
          """
              - {Name: mysql/%d, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: status}
          """
              .formatted(i, nodes.get(i).node().port(), agents.get(i).port()));
    }
    Files.writeString(
        file,
        """
        BindAddress: 127.0.0.1
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 5000
          HealthcheckIntervalMillis: 100
          Backends:
        %s
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        HealthPort: %d
        Metrics: {Enabled: true, Port: %d}
        """
            .formatted(
                ports.get(0), backends, ports.get(1), ports.get(2), ports.get(3), ports.get(4)));
  }
}
