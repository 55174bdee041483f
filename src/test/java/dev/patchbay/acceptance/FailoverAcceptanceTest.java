package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The built proxy in front of a real Galera cluster whose nodes fail. */
@Tag("acceptance")
class FailoverAcceptanceTest {

  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  // One check's wait and time limit, and generous room for a machine with other work.
  private static final Duration FAILOVER_LIMIT =
      Duration.ofMillis(
              ProxyConfigText.HEALTH_INTERVAL_MILLIS + ProxyConfigText.HEALTH_TIMEOUT_MILLIS)
          .plusSeconds(10);
  private static final int IDLE_SESSIONS = 20;

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void writes_landOnTheNodeWithTheLowestIndex() throws Exception {
    int lowest = CLUSTER.lowestIndexNode();
    try (ProxyProcess proxy = start(ActiveNodePolicy.STICKY)) {

      Ledger ledger = Ledger.start(proxy.mysqlPort(), 4);
      awaitAcknowledged(ledger, 200, System.nanoTime());
      ledger.close();

      assertThat(proxy.activeNode()).isEqualTo(lowest);
      assertThat(ledger.acknowledged()).allMatch(a -> a.port() == CLUSTER.port(lowest));
      assertThat(ledger.errors()).isZero();
      assertNothingLost(ledger, allNodes());
      assertThat(proxy.stop()).as("exit code").isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void failover_cutsEverySessionAndLosesNoCommit(Fault fault) throws Exception {
    try (ProxyProcess proxy = start(ActiveNodePolicy.STICKY)) {
      int former = proxy.activeNode();
      List<IdleSession> idle = openIdleSessions(proxy);
      Ledger ledger = Ledger.start(proxy.mysqlPort(), 4);
      try {
        awaitAcknowledged(ledger, 100, System.nanoTime());

        final long faulty = System.nanoTime();
        fault.inject(CLUSTER, former);

        final int active = awaitOtherActive(proxy, former);
        assertThat(Duration.ofNanos(System.nanoTime() - faulty)).isLessThan(FAILOVER_LIMIT);
        for (IdleSession session : idle) {
          assertThat(session.openAfter(FAILOVER_LIMIT)).as("idle session is open").isFalse();
        }
        await().atMost(LONG).until(() -> proxy.backend(former).sessions() == 0);
        awaitWorking(ledger, CLUSTER.port(active));

        // Back again, and nothing moves: that is what sticky means.
        int errors = ledger.errors();
        fault.repair(CLUSTER, former);
        awaitHealthy(proxy, former);
        awaitAcknowledged(ledger, 500, System.nanoTime());
        assertThat(proxy.activeNode())
            .as(() -> "active node; the log: " + String.join("\n", proxy.log()))
            .isEqualTo(active);
        assertThat(proxy.backend(former).sessions()).isZero();
        assertThat(ledger.errors()).as("sessions lost by the return").isEqualTo(errors);
        report(fault, ledger, CLUSTER.port(active));
      } finally {
        fault.repair(CLUSTER, former);
        for (IdleSession session : idle) {
          session.close();
        }
        ledger.close();
      }
      assertNothingLost(ledger, allNodes());
      assertThat(proxy.stop()).as("exit code").isZero();
    }
  }

  @Test
  void returningNode_takesTrafficBackUnderLowestIndex() throws Exception {
    try (ProxyProcess proxy = start(ActiveNodePolicy.LOWEST_INDEX)) {
      int lowest = proxy.activeNode();
      try {
        // Read-only leaves the indexes as they are.
        Fault.READ_ONLY.inject(CLUSTER, lowest);
        int other = awaitOtherActive(proxy, lowest);
        List<IdleSession> idle = openIdleSessions(proxy);

        Fault.READ_ONLY.repair(CLUSTER, lowest);

        await().atMost(LONG).until(() -> proxy.activeNode() == lowest);
        for (IdleSession session : idle) {
          assertThat(session.openAfter(FAILOVER_LIMIT)).as("idle session is open").isFalse();
          session.close();
        }
        await().atMost(LONG).until(() -> proxy.backend(other).sessions() == 0);
      } finally {
        Fault.READ_ONLY.repair(CLUSTER, lowest);
      }
      assertThat(proxy.stop()).as("exit code").isZero();
    }
  }

  private ProxyProcess start(ActiveNodePolicy policy) throws Exception {
    ProxyProcess proxy = ProxyProcess.start(CLUSTER, policy, directory);
    for (int node : allNodes()) {
      awaitHealthy(proxy, node);
    }
    return proxy;
  }

  private static List<IdleSession> openIdleSessions(ProxyProcess proxy) throws Exception {
    List<IdleSession> sessions = new ArrayList<>();
    for (int i = 0; i < IDLE_SESSIONS; i++) {
      sessions.add(IdleSession.open(proxy.mysqlPort()));
    }
    assertThat(proxy.backend(proxy.activeNode()).sessions()).isEqualTo(IDLE_SESSIONS);
    return sessions;
  }

  private static List<Integer> allNodes() {
    return IntStream.range(0, GaleraCluster.NODES).boxed().toList();
  }

  private static void awaitHealthy(ProxyProcess proxy, int node) {
    await().atMost(LONG).until(() -> proxy.backend(node).healthy());
  }

  private static int awaitOtherActive(ProxyProcess proxy, int former) {
    return await().atMost(LONG).until(proxy::activeNode, node -> node >= 0 && node != former);
  }

  private static void awaitAcknowledged(Ledger ledger, int count, long since) {
    await().atMost(LONG).until(() -> ledger.acknowledgedSince(since).size() >= count);
  }

  /** Until so many inserts in a row, after whatever came before, were made at this port. */
  private static void awaitWorking(Ledger ledger, int port) {
    long since = System.nanoTime();
    awaitAcknowledged(ledger, 200, since);
    assertThat(ledger.acknowledgedSince(since)).allMatch(a -> a.port() == port);
  }

  private static void assertNothingLost(Ledger ledger, List<Integer> nodes) throws SQLException {
    for (int node : nodes) {
      assertThat(ledger.lostAt(CLUSTER.port(node))).as("lost at node %s", node).isEmpty();
    }
  }

  private static void report(Fault fault, Ledger ledger, int port) throws SQLException {
    System.out.printf(
        "%s: %d acknowledged, longest pause %d ms, %d without an answer of which %d arrived%n",
        fault,
        ledger.acknowledged().size(),
        ledger.longestPause().toMillis(),
        ledger.errors(),
        ledger.arrivedUnanswered(port));
  }
}
