package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.telemetry.logging.Events.Caught;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthLogTest {
  private static final String FAILED = "active-monitor.Healthcheck failed on backend";
  private static final String LOST = "active-monitor.Previously healthy backend became unhealthy.";
  private static final String BACK = "active-monitor.Previously unhealthy backend became healthy.";

  private final SmallCluster cluster = new SmallCluster();
  private final AtomicLong now = new AtomicLong();
  private final Caught caught = new Caught("active-monitor");

  @BeforeEach
  void start() {
    cluster.router.follow(new HealthLog(now::get));
  }

  @AfterEach
  void close() {
    caught.close();
  }

  @Test
  void firstGoodVerdict_isNoNews() {
    cluster.up(cluster.a);

    assertThat(caught.lines()).isEmpty();
  }

  @Test
  void firstBadVerdict_isAFailedCheck_butNoLoss() {
    cluster.down(cluster.a, "refused");

    assertThat(caught.lines()).containsExactly(FAILED);
    assertThat(caught.data())
        .isEqualTo(
            "{\"backend\":{\"name\":\"db/0\",\"host\":\"10.0.0.1\",\"port\":3306},"
                + "\"reason\":\"refused\",\"suppressed\":0}");
  }

  @Test
  void lossAndReturn() {
    cluster.up(cluster.a).down(cluster.a, "503").up(cluster.a);

    assertThat(caught.lines()).containsExactly(FAILED, LOST, BACK);
  }

  @Test
  void sameFailureAgain_isHeldBack_anotherOneIsNot() {
    cluster.down(cluster.a, "503").down(cluster.a, "503").down(cluster.a, "timed out");

    assertThat(caught.lines()).containsExactly(FAILED, FAILED);
    assertThat(caught.data()).contains("timed out");
  }

  @Test
  void otherNodesChange_doesNotRepeatThisOnesFailure() {
    cluster.down(cluster.a, "503").up(cluster.b);
    now.addAndGet(Duration.ofMinutes(2).toNanos());

    cluster.down(cluster.b, "503");

    assertThat(caught.lines()).containsExactly(FAILED, FAILED, LOST);
  }
}
