package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private final AnswerTimes times = new AnswerTimes(10_000);

  @Test
  void quickNode_mustAnswerWithinTheLeast() {
    answers(AnswerTimes.MEMORY, 20);

    assertThat(times.limitMillis()).isEqualTo(AnswerTimes.LEAST_MILLIS);
  }

  @Test
  void nodeThatStoodStillTwice_mustAnswerAsSoonAsBefore() {
    times.add(4000);
    times.add(2000);

    assertThat(times.limitMillis()).isEqualTo(AnswerTimes.LEAST_MILLIS);
  }

  @Test
  void busyNode_isGivenTime() {
    answers(3, 200);

    assertThat(times.limitMillis()).isEqualTo(800);
  }

  /** Three hangs of some seconds must not hide the fourth: a whole look gives up after a second. */
  @Test
  void patience_isNeverLongerThanThatOfAWholeLook() {
    AnswerTimes bounded = new AnswerTimes(1_000);
    for (int i = 0; i < 3; i++) {
      bounded.add(3_000);
    }

    assertThat(bounded.limitMillis()).isEqualTo(1_000);
  }

  @Test
  void threadPool_mayLetAnswersWait() {
    times.poolStalls(500);
    assertThat(times.limitMillis()).isEqualTo(AnswerTimes.LEAST_MILLIS + 500);

    times.poolStalls(0);
    assertThat(times.limitMillis()).isEqualTo(AnswerTimes.LEAST_MILLIS);
  }

  @Test
  void whatWasLongAgo_isForgotten() {
    answers(3, 1000);
    answers(AnswerTimes.MEMORY - 3, 20);
    assertThat(times.limitMillis()).isEqualTo(4000);

    answers(1, 20);

    assertThat(times.limitMillis()).isEqualTo(AnswerTimes.LEAST_MILLIS);
  }

  private void answers(int count, int millis) {
    for (int i = 0; i < count; i++) {
      times.add(millis);
    }
  }
}
