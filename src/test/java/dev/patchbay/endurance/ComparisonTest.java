package dev.patchbay.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What judges an endurance run finds what is wrong, given figures that are made up. */
class ComparisonTest {
  private static final String RELAY = "dev.patchbay.pump.RelayHalf";
  private static final String EVENT = "dev.patchbay.telemetry.events.Event";
  private static final long MIB = 1L << 20;
  private static final Figures START = figures(0, 0, 0, 0, 0, Set.of("a", "b"), 4);

  private static Figures figures(
      long sessions, long files, long threads, long heap, long bytes, Set<String> series, long of) {
    return new Figures(
        sessions,
        40 + files,
        24 + threads,
        9 * MIB + heap,
        2 * MIB + bytes,
        2 * MIB + bytes,
        120 * MIB + 20 * bytes,
        series,
        Map.of(RELAY, of, EVENT, of));
  }

  @Test
  void sameFigures_areAllRight() {
    assertThat(new Comparison(START, START).findings()).isEmpty();
  }

  @Test
  void whatIsLess_isAllRight() {
    Figures end = figures(0, -3, -1, -MIB, -MIB, Set.of("a"), 0);

    assertThat(new Comparison(START, end).findings()).isEmpty();
  }

  static Stream<Figures> wrong() {
    Set<String> same = START.series();
    return Stream.of(
        figures(1, 0, 0, 0, 0, same, 4),
        figures(0, 9, 0, 0, 0, same, 4),
        figures(0, 0, 3, 0, 0, same, 4),
        figures(0, 0, 0, 7 * MIB, 0, same, 4),
        figures(0, 0, 0, 0, 5 * MIB, same, 4),
        figures(0, 0, 0, 0, 0, Set.of("a", "c"), 4),
        figures(0, 0, 0, 0, 0, same, 105));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsMoreThanAllowed_isFound(Figures end) {
    assertThat(new Comparison(START, end).findings()).isNotEmpty();
  }

  @Test
  void eventsThatAreKept_areNoLeak_butRelaysAre() {
    Figures end = figures(0, 0, 0, 0, 0, START.series(), 500);

    assertThat(new Comparison(START, end).findings())
        .containsExactly("objects of " + RELAY + ": 4, then 500");
  }

  @Test
  void sumsThatAddUp_areAllRight() {
    Sums sums = new Sums(10, 9, 1, 100, 200);

    assertThat(sums.findings(new Sums.Ends(12, 11, 110, 90, 210, 200))).isEmpty();
  }

  static List<Sums> wrongSums() {
    return List.of(
        new Sums(10, 10, 1, 100, 200),
        new Sums(13, 12, 1, 100, 200),
        new Sums(10, 9, 1, 111, 200),
        new Sums(10, 9, 1, 89, 200),
        new Sums(10, 9, 1, 100, 211),
        new Sums(10, 9, 1, 100, 199));
  }

  @ParameterizedTest
  @MethodSource("wrongSums")
  void sumsThatDoNotAddUp_areFound(Sums sums) {
    assertThat(sums.findings(new Sums.Ends(12, 11, 110, 90, 210, 200))).isNotEmpty();
  }
}
