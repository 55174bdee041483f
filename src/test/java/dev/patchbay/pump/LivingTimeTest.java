package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LivingTimeTest {
  /** Close to where System.nanoTime() wraps around: the answers must not care. */
  private static final long START = Long.MAX_VALUE - 1;

  private final LivingTime time = new LivingTime(START);

  @Test
  void ordinarySteps_addUp() {
    assertThat(time.tick(START + 4, 10)).isEqualTo(4);
    assertThat(time.tick(START + 9, 10)).isEqualTo(9);
  }

  @Test
  void pause_isOneStepOnly() {
    time.tick(START + 5, 10);

    assertThat(time.tick(START + 1_000_000, 10)).isEqualTo(15);
    assertThat(time.tick(START + 1_000_001, 10)).isEqualTo(16);
  }
}
