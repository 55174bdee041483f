package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running program that goes on with another log and other limits. */
class ReloadSettingsTest {
  private static final byte[] MORE_THAN_ALL_BUFFERS = new byte[60_000_000];

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private Vertx vertx;
  private FakeNode node;
  private FakeAgent agent;
  private List<Integer> ports;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    node = new FakeNode(vertx, "mysql/0", 0);
    agent = new FakeAgent(vertx, 0);
    ports = TestPorts.find(4);
    file = directory.resolve("config.yml");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(5, TimeUnit.SECONDS);
  }

  @Test
  void logLevel_isTheOneOfTheFile_fromTheStartAndFromAReloadOn() throws Exception {
    write("LogLevel: info", 900);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath", file.toString())) {
      proxy.awaitLine("Proxy started");

      write("LogLevel: error", 900);
      assertThat(reload().getJsonArray("changes")).containsExactly("LogLevel: info -> error");
      assertThat(reload().getJsonArray("changes")).isEmpty();
      write("", 900);
      assertThat(reload().getJsonArray("changes")).containsExactly("LogLevel: error -> info");

      // The log keeps its order: what was said at error would stand before this.
      assertThat(proxy.awaitLine("Configuration reloaded")).contains("LogLevel: error -> info");
      assertThat(proxy.lines("Configuration is unchanged")).isEmpty();
    }
  }

  @Test
  void logLevelOfTheFlag_stays_andTheReloadSaysSo() throws Exception {
    write("LogLevel: info", 900);
    try (PatchbayProcess proxy =
        PatchbayProcess.start("-configPath", file.toString(), "-logLevel=info")) {
      proxy.awaitLine("Proxy started");
      write("LogLevel: error", 900);

      JsonObject answer = reload();

      assertThat(answer.getJsonArray("changes")).isEmpty();
      assertThat(answer.getJsonArray("warnings"))
          .containsExactly("LogLevel: error is not used, because the flag -logLevel=info decides");
      assertThat(proxy.awaitLine("Configuration is unchanged")).contains("LogLevel: error");
    }
  }

  @Test
  void statusLog_isSwitchedOnAndOff() throws Exception {
    write("", 900);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath", file.toString())) {
      proxy.awaitLine("New active backend");
      assertThat(proxy.lines("Status update")).isEmpty();

      write("StatusLog: {Enabled: true, Interval: 20ms}", 900);
      assertThat(reload().getJsonArray("changes"))
          .containsExactly("StatusLog.Enabled: false -> true", "StatusLog.Interval: 1m -> 20ms");
      assertThat(proxy.awaitLine("Status update")).contains("\"active_backend\":\"mysql/0\"");

      write("", 900);
      reload();
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> proxy.lines("Status update").size(), new Same());
    }
  }

  @Test
  void stallLimit_endsASessionThatStalledBeforeTheReload() throws Exception {
    write("", 900);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath", file.toString())) {
      proxy.awaitLine("New active backend");
      try (Socket session = new Socket(InetAddress.getLoopbackAddress(), ports.get(0))) {
        send(session);

        write("", 1);
        assertThat(reload().getJsonArray("changes"))
            .containsExactly("Proxy.ClientStallSeconds: 900 -> 1");

        proxy.awaitLine("Ended a session: its client took no data");
      }
    }
  }

  @Test
  void maxSessionsThatCannotBe_areComplainedOf_once() throws Exception {
    write("", 900);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath", file.toString())) {
      proxy.awaitLine("New active backend");

      write("", "MaxSessions: 2000000000");
      reload();
      proxy.awaitLine("Proxy.MaxSessions is 2000000000, but");
      write("", "MaxSessions: 2000000000\n  ShutdownDelaySeconds: 1");
      assertThat(reload().getJsonArray("changes"))
          .containsExactly("Proxy.ShutdownDelaySeconds: 0 -> 1");
      await().until(() -> proxy.lines("Configuration reloaded").size() == 2);

      assertThat(proxy.lines("Proxy.MaxSessions is")).hasSize(1);
    }
  }

  /** The second time in a row. */
  private static final class Same implements java.util.function.Predicate<Integer> {
    private int before = -1;

    @Override
    public boolean test(Integer now) {
      boolean same = now == before;
      before = now;
      return same;
    }
  }

  private static void send(Socket session) {
    Thread sender =
        new Thread(
            () -> {
              try {
                session.getOutputStream().write(MORE_THAN_ALL_BUFFERS);
              } catch (IOException e) {
                // The session has ended.
              }
            });
    sender.setDaemon(true);
    sender.start();
  }

  private JsonObject reload() throws Exception {
    String login = Base64.getEncoder().encodeToString("proxy:secret".getBytes());
    return new JsonObject(
        http.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(1) + "/v0/reload"))
                    .header("Authorization", "Basic " + login)
                    .POST(BodyPublishers.noBody())
                    .build(),
                BodyHandlers.ofString())
            .body());
  }

  private void write(String more, int clientStallSeconds) throws Exception {
    write(more, "ClientStallSeconds: " + clientStallSeconds);
  }

  private void write(String more, String ofProxy) throws Exception {
    Files.writeString(
        file,
        """
        BindAddress: 127.0.0.1
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 5000
          %s
          Backends:
            - {Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: status}
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        HealthPort: %d
        %s
        """
            .formatted(
                ports.get(0),
                ofProxy,
                node.node().port(),
                agent.port(),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                more));
  }
}
