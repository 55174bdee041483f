package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DayTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void step_hasTheMostOfItsSamples() {
    Day day =
        Day.EMPTY
            .with(sample(5, 3, 1.5))
            .with(sample(10, 7, 0.5))
            .with(sample(295, 2, 1))
            .with(sample(300, 4, 9));

    assertThat(day.steps())
        .extracting(s -> s.of("db/0"))
        .containsExactly(
            new Sample.Node("db/0", OptionalInt.of(7), OptionalDouble.of(1.5)),
            new Sample.Node("db/0", OptionalInt.of(4), OptionalDouble.of(9)));
    assertThat(day.steps().get(0).at()).isEqualTo(NOON.plusSeconds(295));
  }

  @Test
  void dayAndNoMore_isKept_howeverLongItGoesOn() {
    Day day = Day.EMPTY;
    for (int i = 0; i < 2 * Day.STEPS; i++) {
      day = day.with(sample(i * Day.STEP_SECONDS, i, 1));
    }

    assertThat(day.steps()).hasSize(Day.STEPS);
    assertThat(day.whole()).hasSize(Day.STEPS);
    assertThat(day.steps().get(0).of("db/0").sessions()).hasValue(Day.STEPS);
    assertThat(day.with(sample(Duration.ofDays(40).toSeconds(), 1, 1)).steps()).hasSize(1);
  }

  @Test
  void gap_isThere_andUnknown() {
    Day day = Day.EMPTY.with(sample(0, 3, 1)).with(sample(1200, 4, 1));

    assertThat(day.steps()).hasSize(2);
    assertThat(day.whole())
        .extracting(s -> s.of("db/0").sessions())
        .containsExactly(
            OptionalInt.of(3),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.of(4));
  }

  @Test
  void clockThatWasSetBack_forgetsWhatLiesAhead() {
    Day day = Day.EMPTY.with(sample(0, 1, 1)).with(sample(3600, 2, 1)).with(sample(300, 3, 1));

    assertThat(day.steps())
        .extracting(s -> s.of("db/0").sessions())
        .containsExactly(OptionalInt.of(1), OptionalInt.of(3));
  }

  @Test
  void nodeThatWent_isInItsSteps_andNodesAreBounded() {
    Day day = Day.EMPTY.with(sample(0, 3, 1));
    for (int i = 1; i < 50; i++) {
      day = day.with(many(i, i * 100));
    }

    assertThat(day.steps()).hasSize(1);
    assertThat(day.steps().get(0).nodes()).hasSize(Day.MOST_NODES);
  }

  @Test
  void whatComesFromElsewhere_isPutInOrder_andWhatIsTooOldOrAheadLeftOut() {
    Instant now = NOON.plus(Duration.ofDays(2));
    List<Sample> kept =
        List.of(
            sample(Duration.ofDays(3).toSeconds(), 9, 1),
            sample(Duration.ofHours(47).toSeconds(), 2, 1),
            sample(Duration.ofHours(46).toSeconds(), 1, 1),
            sample(0, 8, 1));

    assertThat(Day.of(kept, now).steps())
        .extracting(s -> s.of("db/0").sessions())
        .containsExactly(OptionalInt.of(1), OptionalInt.of(2));
    assertThat(Day.of(kept, now.plus(Duration.ofDays(9))).steps()).isEmpty();
  }

  private static Sample sample(long seconds, int sessions, double millis) {
    return new Sample(
        NOON.plusSeconds(seconds),
        List.of(new Sample.Node("db/0", OptionalInt.of(sessions), OptionalDouble.of(millis))));
  }

  private static Sample many(long seconds, int first) {
    return new Sample(
        NOON.plusSeconds(seconds),
        IntStream.range(first, first + 100)
            .mapToObj(i -> new Sample.Node("n" + i, OptionalInt.of(1), OptionalDouble.empty()))
            .toList());
  }
}
