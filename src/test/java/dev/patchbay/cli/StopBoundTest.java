package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StopBoundTest {
  private static final int TERM = 15;

  private final List<Integer> halts = new CopyOnWriteArrayList<>();

  @Test
  void stopThatDoesNotEnd_isEndedAsBySecondSignal() {
    StopBound bound = new StopBound(halts::add, 1);

    bound.begin(TERM, 3);

    await().untilAsserted(() -> assertThat(halts).containsExactly(128 + TERM));
  }

  @Test
  void exitThatDoesNotEnd_isEndedWithZero() {
    StopBound bound = new StopBound(halts::add, 1);

    bound.stopped();
    bound.begin(TERM, 0);

    await().untilAsserted(() -> assertThat(halts).containsExactly(0));
  }

  @Test
  void processThatGoesOn_isLeftAlone() {
    StopBound bound = new StopBound(halts::add, 1);

    bound.begin(TERM, 0);
    bound.stopped();
    bound.lift();

    await().during(Duration.ofMillis(200)).until(halts::isEmpty);
  }

  @Test
  void delay_isNotCounted() {
    StopBound bound = new StopBound(halts::add, 1);

    bound.begin(TERM, Integer.MAX_VALUE);

    await().during(Duration.ofMillis(200)).until(halts::isEmpty);
  }
}
