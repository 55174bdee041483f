package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.WebClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Silent TCP connections to the TLS ports of the web side, more than the program has descriptors or
 * memory for.
 */
class SilentConnectionsTest {
  private static final int FILES = 1024;
  private static final int SILENT = 1200;

  /** A thousand that are not counted need more heap than that. */
  private static final Map<String, String> LITTLE_HEAP =
      Map.of(
          "JDK_JAVA_OPTIONS",
          "-XX:+UseSerialGC -Xms32m -Xmx32m -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1");

  private static final int MORE_SILENT = 4000;

  private final TestCertificates authority = TestCertificates.authority();
  private final List<WebClient> clients = new ArrayList<>();
  private Vertx vertx;
  private FakeAgent agent;
  private PatchbayProcess proxy;
  private List<Integer> ports;

  @BeforeEach
  void startAgent() throws Exception {
    vertx = Vertx.vertx();
    agent = new FakeAgent(vertx, 0);
    ports = TestPorts.find(5);
  }

  @AfterEach
  void stop() throws Exception {
    for (WebClient client : clients) {
      client.close();
    }
    proxy.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void silentConnections_takeNoDescriptorsOfOthers_andEveryPortAnswers() throws Exception {
    proxy = PatchbayProcess.start(Map.of(), FILES, "-config", config());
    proxy.awaitLine("New active backend");
    List<WebClient> web = webClients();
    AtomicLong mostFiles = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    Thread watch = new Thread(() -> watchFiles(mostFiles, done));
    watch.start();

    assertEachAnswers(web);
    for (int i = 0; i < SILENT; i++) {
      web.get(i % web.size()).silent();
    }

    assertEachAnswers(web);
    awaitMoreChecks();
    done.set(true);
    watch.join();
    System.out.printf("%d silent connections: at most %d descriptors%n", SILENT, mostFiles.get());
    assertThat(mostFiles.get()).isLessThan(FILES / 2);
    assertThat(proxy.lines("Healthcheck failed")).isEmpty();
  }

  @Test
  void silentConnections_takeNoMemoryOfOthers_whereDescriptorsAreMany() throws Exception {
    proxy = PatchbayProcess.start(LITTLE_HEAP, Integer.MAX_VALUE, "-config", config());
    proxy.awaitLine("New active backend");
    List<WebClient> web = webClients();

    assertEachAnswers(web);
    for (int i = 0; i < MORE_SILENT; i++) {
      web.get(i % web.size()).halfHello();
    }

    assertEachAnswers(web);
    awaitMoreChecks();
    assertThat(proxy.isAlive()).isTrue();
    assertThat(proxy.lines("Healthcheck failed")).isEmpty();
  }

  private List<WebClient> webClients() {
    for (int port : ports.subList(1, ports.size())) {
      clients.add(WebClient.https(port, authority));
    }
    return List.copyOf(clients);
  }

  /** API, springboard, health and metrics, in the order of their ports. */
  private void assertEachAnswers(List<WebClient> web) throws IOException {
    List<String> expected = List.of("401", "401", "200", "200");
    for (int i = 0; i < web.size(); i++) {
      long asked = System.nanoTime();
      assertThat(web.get(i).ask("GET /metrics HTTP/1.1", "Host: x"))
          .startsWith("HTTP/1.1 " + expected.get(i) + " ");
      System.out.printf("answer after %d ms%n", (System.nanoTime() - asked) / 1_000_000);
    }
  }

  private void awaitMoreChecks() {
    int before = agent.checks();
    await().atMost(Duration.ofSeconds(20)).until(() -> agent.checks() >= before + 3);
  }

  private void watchFiles(AtomicLong most, AtomicBoolean done) {
    while (!done.get()) {
      try (Stream<Path> files = Files.list(Path.of("/proc/" + proxy.pid() + "/fd"))) {
        long now = files.count();
        most.accumulateAndGet(now, Math::max);
      } catch (IOException e) {
        return;
      }
    }
  }

  private String config() {
    TestCertificates.Server server = authority.server("127.0.0.1");
    return new JsonObject()
        .put("BindAddress", "127.0.0.1")
        .put(
            "Proxy",
            new JsonObject()
                .put("Port", ports.get(0))
                .put("HealthcheckTimeoutMillis", 5000)
                .put(
                    "Backends",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("Host", "localhost")
                                .put("Port", ports.get(0) + 1)
                                .put("StatusPort", agent.port())
                                .put("StatusEndpoint", "/")
                                .put("Name", "n"))))
        .put(
            "API",
            new JsonObject()
                .put("Port", ports.get(1))
                .put("AggregatorPort", ports.get(2))
                .put("Username", "u")
                .put("Password", "p")
                .put(
                    "TLS",
                    new JsonObject()
                        .put("Enabled", true)
                        .put("Certificate", server.certificatePem())
                        .put("PrivateKey", server.keyPem())))
        .put("HealthPort", ports.get(3))
        .put("Metrics", new JsonObject().put("Enabled", true).put("Port", ports.get(4)))
        .encode();
  }
}
