package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthLogTest {

  private static final NodeVerdict GOOD = new NodeVerdict(true, "fine");
  private final HealthLog log = new HealthLog();

  @Test
  void isNews_firstLook_isNews() {
    assertThat(log.isNews(GOOD, 0)).isTrue();
  }

  @Test
  void isNews_stillHealthy_isNone() {
    log.isNews(GOOD, 0);

    assertThat(log.isNews(GOOD, seconds(3600))).isFalse();
  }

  @Test
  void isNews_eachChangeOfHealth_isNews() {
    log.isNews(GOOD, 0);

    assertThat(log.isNews(NodeVerdict.unhealthy("a"), seconds(1))).isTrue();
    assertThat(log.isNews(GOOD, seconds(2))).isTrue();
    assertThat(log.isNews(NodeVerdict.unhealthy("a"), seconds(3))).isTrue();
  }

  @Test
  void isNews_sameFailure_isNewsOnceAMinute() {
    log.isNews(NodeVerdict.unhealthy("a"), 0);

    assertThat(log.isNews(NodeVerdict.unhealthy("a"), seconds(59))).isFalse();
    assertThat(log.isNews(NodeVerdict.unhealthy("a"), seconds(60))).isTrue();
    assertThat(log.isNews(NodeVerdict.unhealthy("a"), seconds(61))).isFalse();
  }

  @Test
  void isNews_twoFailuresTakingTurns_areNewsOnceEach() {
    log.isNews(NodeVerdict.unhealthy("a"), 0);

    assertThat(log.isNews(NodeVerdict.unhealthy("b"), seconds(1))).isTrue();
    assertThat(log.isNews(NodeVerdict.unhealthy("a"), seconds(2))).isFalse();
    assertThat(log.isNews(NodeVerdict.unhealthy("b"), seconds(3))).isFalse();
  }

  @Test
  void isNews_everNewTexts_areLimited() {
    int news = 0;
    for (int i = 0; i < 1000; i++) {
      news += log.isNews(NodeVerdict.unhealthy("failure " + i), i) ? 1 : 0;
    }

    assertThat(news).isEqualTo(20);
  }

  @Test
  void isNews_nodeThatChangesAllTheTime_isLimited() {
    int news = 0;
    for (int i = 0; i < 1000; i++) {
      NodeVerdict verdict = i % 2 == 0 ? GOOD : NodeVerdict.unhealthy("a");
      news += log.isNews(verdict, i) ? 1 : 0;
    }

    assertThat(news).isEqualTo(40);
  }

  @Test
  void isNews_howItIsAfterThat_isToldWhenTheMinuteIsOver() {
    for (int i = 0; i < 40; i++) {
      log.isNews(i % 2 == 0 ? GOOD : NodeVerdict.unhealthy("a"), i);
    }
    assertThat(log.isNews(GOOD, seconds(59))).isFalse();

    assertThat(log.isNews(GOOD, seconds(61))).isTrue();
    assertThat(log.isNews(GOOD, seconds(62))).isFalse();
  }

  private static long seconds(long n) {
    return TimeUnit.SECONDS.toNanos(n);
  }
}
