package dev.patchbay.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  /** Close to where System.nanoTime() wraps around: the answers must not care. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

  private final RateLimit log = new RateLimit(now::get);

  @Test
  void sameFailure_onceAMinute_withTheCountOfTheOthers() {
    assertThat(log.admit("db/0", "refused")).hasValue(0);
    assertThat(log.admit("db/0", "refused")).isEmpty();
    pass(Duration.ofSeconds(60).minusNanos(1));
    assertThat(log.admit("db/0", "refused")).isEmpty();

    pass(Duration.ofNanos(1));

    assertThat(log.admit("db/0", "refused")).hasValue(2);
    assertThat(log.admit("db/0", "refused")).isEmpty();
  }

  @Test
  void otherText_isLoggedAtOnce() {
    log.admit("db/0", "refused");
    log.admit("db/0", "refused");

    assertThat(log.admit("db/0", "timed out")).hasValue(1);
    assertThat(log.admit("db/0", "timed out")).isEmpty();
  }

  @Test
  void textThatChangesEachTime_hasSixLinesAMinute() {
    int lines = 0;
    for (int i = 0; i < 100; i++) {
      lines += log.admit("db/0", "error " + i).isPresent() ? 1 : 0;
    }

    assertThat(lines).isEqualTo(6);

    pass(Duration.ofSeconds(60));
    assertThat(log.admit("db/0", "error 100")).hasValue(94);
  }

  @Test
  void otherKey_hasAMinuteOfItsOwn() {
    log.admit("db/0", "refused");

    assertThat(log.admit("db/1", "refused")).hasValue(0);
  }

  @Test
  void cleared_isNew() {
    log.admit("db/0", "refused");

    log.clear("db/0");

    assertThat(log.admit("db/0", "refused")).hasValue(0);
  }

  @Test
  void manyKeys_theQuietestIsForgotten() {
    for (int i = 0; i < 256; i++) {
      log.admit("key " + i, "refused");
    }
    log.admit("key 0", "refused");

    log.admit("one more", "refused");

    assertThat(log.admit("key 0", "refused")).isEmpty();
    assertThat(log.admit("key 1", "refused")).hasValue(0);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
