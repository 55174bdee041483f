package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivingTimeTest {
  private long now = -5;
  private final LivingTime time = new LivingTime(now);

  @Test
  void timeThatIsLookedAtInTime_countsWholly() {
    for (int i = 0; i < 50; i++) {
      look(LivingTime.TICK_MILLIS);
    }

    assertThat(look(0)).isEqualTo(50 * LivingTime.TICK_MILLIS);
    assertThat(time.lateNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 6, 12, 86_400})
  void pause_countsAsLittleMoreThanOneTick(long seconds) {
    long before = look(10);

    long after = look(TimeUnit.SECONDS.toMillis(seconds));

    assertThat(after - before).isBetween(LivingTime.TICK_MILLIS, 2 * LivingTime.TICK_MILLIS);
    assertThat(TimeUnit.NANOSECONDS.toMillis(time.lateNanos()))
        .isEqualTo(TimeUnit.SECONDS.toMillis(seconds) - (after - before));
  }

  @Test
  void machineThatLetsUsRunEveryHundredMillis_countsThreeTenths() {
    for (int i = 0; i < 10; i++) {
      look(100);
    }

    assertThat(look(0)).isEqualTo(300);
  }

  @Test
  void timeThatGoesBack_countsAsNone() {
    look(10);

    assertThat(look(-1000)).isEqualTo(10);
    assertThat(look(7)).isEqualTo(17);
  }

  /** Looks at the time after so many milliseconds; returns the milliseconds lived. */
  private long look(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    return TimeUnit.NANOSECONDS.toMillis(time.look(now));
  }
}
