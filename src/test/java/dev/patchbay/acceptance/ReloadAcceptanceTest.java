package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.AnyCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built proxy in front of a real Galera cluster whose configuration changes all the time. */
@Tag("acceptance")
class ReloadAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int RELOADS = 200;
  private static final int SYSBENCH_SECONDS = 12;

  @TempDir Path directory;

  /** What an operator does, in turns. */
  private enum Change {
    NODE_REMOVED,
    CERTIFICATE,
    NODE_ADDED,
    INTERVAL
  }

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void reloadsUnderLoad_areSeenByNoClientOfANodeThatStays() throws Exception {
    // The others stand by; one of them leaves.
    int leaving = (CLUSTER.lowestIndexNode() + 1) % GaleraCluster.NODES;
    ChangingConfig config = new ChangingConfig(CLUSTER, leaving, directory);
    try (ProxyProcess proxy = ProxyProcess.start(config.text(), directory)) {
      for (int node = 0; node < GaleraCluster.NODES; node++) {
        awaitHealthy(proxy, node);
      }
      assertThat(proxy.activeNode()).isNotEqualTo(leaving).isNotNegative();
      final long generation = proxy.generation();
      try (Sysbench load = new Sysbench(proxy.mysqlPort(), SYSBENCH_SECONDS, directory);
          SteadySession steady = SteadySession.start(proxy.mysqlPort())) {
        load.keepRunning();
        awaitSessions(proxy, Sysbench.threads() + 1);
        long begun = System.nanoTime();

        for (int i = 0; i < RELOADS; i++) {
          load.keepRunning();
          reload(proxy, config, i);
          // Each reload meets clients at work.
          long before = steady.answers();
          await()
              .pollInterval(Duration.ofMillis(5))
              .atMost(LONG)
              .until(() -> steady.answers() > before + 1 || steady.failure().isPresent());
          assertThat(steady.failure()).as("the one session, after %s reloads", i + 1).isEmpty();
        }

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        load.finish();
        assertThat(steady.failure()).isEmpty();
        assertThat(proxy.generation()).as("changes of the route").isEqualTo(generation);
        System.out.printf(
            "%d reloads in %d ms; %d transactions in %d runs of sysbench, %d queries of one"
                + " session, no error%n",
            RELOADS, took.toMillis(), load.transactions(), load.runs(), steady.answers());
      }
      assertThat(proxy.stop()).as("exit code").isZero();
    }
  }

  private static void reload(ProxyProcess proxy, ChangingConfig config, int number)
      throws Exception {
    Change change = Change.values()[number % Change.values().length];
    String expected =
        switch (change) {
          case NODE_REMOVED -> {
            config.removeNode();
            yield "removed";
          }
          case NODE_ADDED -> {
            config.addNode();
            yield "added";
          }
          case INTERVAL -> {
            config.changeInterval();
            yield "Proxy.HealthcheckIntervalMillis";
          }
          case CERTIFICATE -> {
            config.renewCertificate();
            yield "API.TLS.Certificate changed";
          }
        };
    // Eight by a signal, eight by the API.
    if (number / 8 % 2 == 0) {
      proxy.hangUp();
    } else {
      assertThat(proxy.reload()).anyMatch(line -> line.contains(expected));
    }
    assertThat(line(proxy, number)).as("reload %s, %s", number, change).contains(expected);
    if (change == Change.CERTIFICATE) {
      assertThat(AnyCertificate.shownAt(proxy.apiPort())).isEqualTo(config.certificate());
    }
  }

  /** Returns the line of the log that says what the reload of this number, from 0, has changed. */
  private static String line(ProxyProcess proxy, int number) {
    return await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(LONG)
        .until(() -> reloads(proxy), lines -> lines.size() > number)
        .get(number);
  }

  private static List<String> reloads(ProxyProcess proxy) {
    return proxy.log().stream().filter(l -> l.contains("Configuration reloaded")).toList();
  }

  private static void awaitHealthy(ProxyProcess proxy, int node) {
    await().atMost(LONG).until(() -> proxy.backend(node).healthy());
  }

  private static void awaitSessions(ProxyProcess proxy, int count) {
    await().atMost(LONG).until(() -> proxy.backend(proxy.activeNode()).sessions() >= count);
  }
}
