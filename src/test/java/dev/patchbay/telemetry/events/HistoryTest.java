package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Instant AT = Instant.parse("2026-11-21T09:03:14.322Z");

  private final Node node = new Node("db/0", "10.0.0.1", 3306, 9201, "/");
  private final List<NodeId> nodes = new ArrayList<>(List.of(node.id()));
  private final SessionCounts counts =
      new SessionCounts(List.of(ListenerId.ACTIVE, ListenerId.INACTIVE));
  private final Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
  private final NodeChecks checks = new NodeChecks(clock);
  private long nanos = 42;
  private final History history =
      new History(() -> nodes, counts, checks, clock, () -> nanos, History.Kept.NOTHING);

  @BeforeEach
  void follow() {
    Router router = Routers.direct(clock, ActiveNodePolicy.STICKY, Routers.topology(List.of(node)));
    router.follow(counts);
    router.follow(checks);
  }

  @Test
  void step_hasTheSessionsOfBothListeners_andTheSlowestCheckSinceTheOneBefore() {
    counts.opened(ListenerId.ACTIVE, node);
    counts.opened(ListenerId.INACTIVE, node);
    check(3);
    check(7.1);
    check(2);
    step(5);
    check(1);
    step(5);
    step(5);

    assertThat(history.samples())
        .extracting(s -> s.nodes().get(0))
        .containsExactly(
            new Sample.Node("db/0", OptionalInt.of(2), OptionalDouble.of(7.1)),
            new Sample.Node("db/0", OptionalInt.of(2), OptionalDouble.of(1)),
            new Sample.Node("db/0", OptionalInt.of(2), OptionalDouble.empty()));
  }

  @Test
  void missedSteps_areUnknown_andStandAtTheirTimes() {
    step(5);
    step(16);

    assertThat(history.samples()).hasSize(4);
    assertThat(history.samples())
        .extracting(s -> s.nodes().get(0).sessions().isPresent())
        .containsExactly(true, false, false, true);
    assertThat(history.samples())
        .extracting(Sample::at)
        .containsExactly(AT, AT.minusSeconds(10), AT.minusSeconds(5), AT);
  }

  @Test
  void stepsThatAreALittleEarlyOrLate_areStepsAllTheSame() {
    step(4);
    step(7);
    step(0);

    assertThat(history.samples()).hasSize(3);
  }

  @Test
  void fifteenMinutesAreKept_howeverLongTheMachineStoodStill() {
    for (int i = 0; i < 200; i++) {
      step(5);
    }
    assertThat(history.samples()).hasSize(180);

    step(Duration.ofDays(400).toSeconds());

    assertThat(history.samples()).hasSize(180);
    assertThat(history.samples().get(178).nodes().get(0).sessions()).isEmpty();
    assertThat(history.samples().get(179).nodes().get(0).sessions()).hasValue(0);
  }

  @Test
  void nodeThatComesOrGoes_isInTheStepsInWhichItWas() {
    step(5);
    nodes.set(0, new NodeId("db/1"));
    step(5);

    assertThat(history.names()).containsExactly("db/1");
    assertThat(history.samples())
        .extracting(s -> s.of("db/1").sessions())
        .containsExactly(OptionalInt.empty(), OptionalInt.of(0));
    assertThat(history.samples())
        .extracting(s -> s.of("db/0").sessions())
        .containsExactly(OptionalInt.of(0), OptionalInt.empty());
  }

  @Test
  void pastOfAnotherRun_isGoneOnWith_andWhatIsTooOldOrAheadIsNot() {
    Sample old = past(16 * 60, 1);
    Sample minute = past(60, 2);
    Sample ahead = past(-60, 3);
    History later =
        new History(
            () -> nodes,
            counts,
            checks,
            clock,
            () -> nanos,
            new History.Kept(List.of(old, minute, ahead), new Day(List.of(old, minute, ahead))));

    nanos += 5_000_000_000L;
    later.step();

    assertThat(later.samples().get(0)).isEqualTo(minute);
    assertThat(later.samples()).hasSize(13);
    assertThat(later.samples().get(11).nodes()).isEmpty();
    assertThat(later.day().steps())
        .extracting(s -> s.of("db/0").sessions())
        .startsWith(OptionalInt.of(1), OptionalInt.of(2))
        .doesNotContain(OptionalInt.of(3));
    assertThat(later.kept().minutes()).isEqualTo(later.samples());
  }

  private static Sample past(long secondsAgo, int sessions) {
    return new Sample(
        AT.minusSeconds(secondsAgo),
        List.of(new Sample.Node("db/0", OptionalInt.of(sessions), OptionalDouble.empty())));
  }

  private void check(double millis) {
    checks.checked(node, Verdict.healthy("200"), Math.round(millis * 1e6));
  }

  private void step(long seconds) {
    nanos += seconds * 1_000_000_000L;
    history.step();
  }
}
