package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.CheckResult;
import dev.patchbay.health.Verdict;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthLogTest {
  private static final String FAILED = "active-monitor.Healthcheck failed on backend";
  private static final String LOST = "patchbay.Previously healthy backend became unhealthy.";
  private static final String BACK = "patchbay.Previously unhealthy backend became healthy.";

  private final SmallCluster cluster = new SmallCluster();
  private final AtomicLong now = new AtomicLong();
  private final HealthLog log =
      new HealthLog(cluster.backends, node -> "http://" + node.host() + ":9201/", now::get);
  private final Caught root = new Caught(Logs.ROOT);
  private final Caught monitor = new Caught("active-monitor");

  @BeforeEach
  void start() {
    cluster.router.follow(log);
  }

  @AfterEach
  void close() {
    root.close();
    monitor.close();
  }

  private void check(Node node, Verdict verdict) {
    log.checked(node, verdict);
  }

  @Test
  void firstGoodVerdict_isToldOnceForEachNode() {
    cluster.up(cluster.a).up(cluster.a).up(cluster.b);

    assertThat(root.lines()).containsExactly(BACK, BACK);
    assertThat(root.data())
        .isEqualTo(
            "{\"backend\":{\"host\":\"10.0.0.2\",\"port\":3307,\"status_port\":9201,\"healthy\":true,"
                + "\"name\":\"db/1\",\"currentSessionCount\":7},\"reason\":\"200\"}");
  }

  @Test
  void firstBadVerdict_isNoLoss() {
    cluster.down(cluster.a, "refused");

    assertThat(root.lines()).isEmpty();
  }

  @Test
  void lossAndReturn() {
    cluster.up(cluster.a).down(cluster.a, "503").up(cluster.a);

    assertThat(root.lines()).containsExactly(BACK, LOST, BACK);
  }

  @Test
  void failedCheck_saysWhereAndWhy_apartWhetherTheAgentAnswered() {
    check(cluster.a, Verdict.unhealthy("503"));
    String answered = monitor.data();
    check(cluster.b, Verdict.failed(CheckResult.REFUSED, "connection refused"));

    assertThat(monitor.lines()).containsExactly(FAILED, FAILED);
    assertThat(answered)
        .endsWith(
            "\"endpoint\":\"http://10.0.0.1:9201/\",\"error\":\"Backend reported as unhealthy\","
                + "\"reason\":\"503\",\"suppressed\":0}");
    assertThat(monitor.data())
        .endsWith(
            "\"error\":\"Error during healthcheck http get\",\"err\":\"connection refused\","
                + "\"reason\":\"connection refused\",\"suppressed\":0}");
  }

  @Test
  void sameFailureAgain_isToldOnceAMinute_anotherOneAtOnce() {
    check(cluster.a, Verdict.unhealthy("503"));
    check(cluster.a, Verdict.unhealthy("503"));
    check(cluster.a, Verdict.failed(CheckResult.TIMEOUT, "timed out"));
    assertThat(monitor.lines()).containsExactly(FAILED, FAILED);
    check(cluster.a, Verdict.failed(CheckResult.TIMEOUT, "timed out"));
    now.addAndGet(Duration.ofMinutes(2).toNanos());

    check(cluster.a, Verdict.failed(CheckResult.TIMEOUT, "timed out"));

    assertThat(monitor.lines()).containsExactly(FAILED, FAILED, FAILED);
    assertThat(monitor.data()).contains("\"suppressed\":1");
  }

  @Test
  void failureAfterAGoodCheck_isNews() {
    check(cluster.a, Verdict.unhealthy("503"));
    check(cluster.a, Verdict.healthy("200"));

    check(cluster.a, Verdict.unhealthy("503"));

    assertThat(monitor.lines()).containsExactly(FAILED, FAILED);
  }

  @Test
  void checkThatSaysNothingOfTheNode_isNoFailureOfIt() {
    check(cluster.a, Verdict.failed(CheckResult.OWN_FAULT, "too many open files"));

    assertThat(monitor.lines()).isEmpty();
  }
}
