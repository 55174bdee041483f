package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.CodeBlocks;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built proxy in front of a real Galera cluster whose operator moves the traffic. */
@Tag("acceptance")
class SwitchoverAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int SWITCHOVERS = 20;
  private static final int THREADS = 4;
  private static final Duration MAX_LIFETIME = Duration.ofSeconds(2);
  private static final int DEADLINE_SECONDS = 60;

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void drainSwitchovers_failNoTransactionOfAPool() throws Exception {
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    try (ProxyProcess proxy = ProxyProcess.start(config, directory)) {
      awaitAllHealthy(proxy);
      Map<String, Integer> ends = new TreeMap<>();
      long begun = System.nanoTime();
      PooledClients clients = PooledClients.start(proxy.mysqlPort(), THREADS, MAX_LIFETIME);
      try (clients) {
        for (int i = 0; i < SWITCHOVERS; i++) {
          long before = clients.committed();
          await().atMost(LONG).until(() -> clients.committed() > before + THREADS);
          int former = proxy.activeNode();
          JsonObject drain =
              new JsonObject().put("mode", "drain").put("deadlineSeconds", DEADLINE_SECONDS);

          proxy.ask("POST", "/v0/switchover", drain);

          assertThat(proxy.activeNode()).isNotEqualTo(former);
          ends.merge(proxy.endOfDrain(), 1, Integer::sum);
        }
      }
      System.out.printf(
          "%d drain switchovers in %d s: they ended by %s; %d transactions, %d failed%n",
          SWITCHOVERS,
          Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
          ends,
          clients.committed(),
          clients.failures().size());
      assertThat(clients.failures()).isEmpty();
      assertThat(ends).containsOnlyKeys("complete");
      assertNothingLost(clients);
    }
  }

  /** The script of docs/operation.md, as it is there. */
  @Test
  void maintenanceNight_restartsEveryNode_andFailsNoTransaction() throws Exception {
    Path script = directory.resolve("maintenance-night");
    Files.writeString(script, CodeBlocks.of(Path.of("docs/operation.md"), "maintenance-night"));
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    try (ProxyProcess proxy = ProxyProcess.start(config, directory)) {
      awaitAllHealthy(proxy);
      long begun = System.nanoTime();
      PooledClients clients = PooledClients.start(proxy.mysqlPort(), THREADS, MAX_LIFETIME);
      try (clients) {
        String said =
            Command.run(
                Duration.ofMinutes(8),
                List.of(
                    "env",
                    "APIS=" + config.apiUri() + "/v0",
                    "LOGIN=" + ProxyConfigText.USERNAME + ":" + ProxyConfigText.PASSWORD,
                    "RESTART=acceptance/lib/restart-node",
                    "bash",
                    script.toString()));
        System.out.println(said);
      }
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      System.out.printf(
          "maintenance night of three nodes in %d s: %d transactions, %d failed%n",
          seconds, clients.committed(), clients.failures().size());
      assertThat(clients.failures()).isEmpty();
      for (int node = 0; node < GaleraCluster.NODES; node++) {
        assertThat(uptime(node)).as("uptime of node%s", node).isLessThan(seconds);
      }
      assertNothingLost(clients);
    }
  }

  /** How long this server has been running, in seconds. */
  private static long uptime(int node) {
    String row = CLUSTER.sql(node, "SHOW GLOBAL STATUS LIKE 'Uptime'");
    return Long.parseLong(row.replaceAll("\\D", ""));
  }

  private static void assertNothingLost(PooledClients clients) {
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      int port = CLUSTER.port(node);
      await().atMost(LONG).untilAsserted(() -> assertThat(clients.lostAt(port)).isEmpty());
    }
  }

  private static void awaitAllHealthy(ProxyProcess proxy) {
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      int each = node;
      await().atMost(LONG).until(() -> proxy.backend(each).healthy());
    }
  }
}
