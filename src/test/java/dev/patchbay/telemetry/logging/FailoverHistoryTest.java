package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Route;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailoverHistoryTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private static final Node A = new Node("a", "10.0.0.1", 3306, 9201, "/");
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9201, "/");

  @Test
  void firstChoice_isNoFailover() {
    assertThat(history(null, A).total()).isZero();
  }

  @Test
  void move_isOne() {
    FailoverHistory history = history(A, B);

    assertThat(history.total()).isEqualTo(1);
    assertThat(history.lastFrom()).contains(A);
    assertThat(history.lastAt()).contains(START.plusSeconds(1));
  }

  @Test
  void lossAndReturnOfTheSameNode_isNone() {
    assertThat(history(A, null, A).total()).isZero();
  }

  @Test
  void lossAndThenAnotherNode_isOne_whenThatComes() {
    FailoverHistory lost = history(A, null);
    FailoverHistory found = history(A, null, B);

    assertThat(lost.total()).isZero();
    assertThat(found.total()).isEqualTo(1);
    assertThat(found.lastFrom()).contains(A);
    assertThat(found.lastAt()).contains(START.plusSeconds(2));
  }

  @Test
  void thereAndBack_isTwo() {
    FailoverHistory history = history(A, B, A);

    assertThat(history.total()).isEqualTo(2);
    assertThat(history.lastFrom()).contains(B);
  }

  @Test
  void ofSeveralNodes_eachThatIsLeftIsOne_andWhoJoinsIsNone() {
    FailoverHistory both = FailoverHistory.NONE.after(spread(A, B));

    FailoverHistory left = both.after(spread(B));
    FailoverHistory joined = left.after(spread(A, B));

    assertThat(both.total()).isZero();
    assertThat(left.total()).isEqualTo(1);
    assertThat(left.lastFrom()).contains(A);
    assertThat(joined.total()).isEqualTo(1);
  }

  private static Route spread(Node... nodes) {
    Route one = Routers.route(1, Optional.empty(), true, "test", START);
    return new Route(
        1,
        Stream.of(nodes).map(node -> new Route.Place(node, 1)).toList(),
        true,
        one.reason(),
        START,
        one.choice(),
        List.of());
  }

  @Test
  void trafficSwitch_isNone() {
    Route off = Routers.route(7, Optional.of(A), false, "traffic disabled", START.plusSeconds(9));

    assertThat(history(A).after(off).total()).isZero();
  }

  private static FailoverHistory history(Node... nodes) {
    FailoverHistory history = FailoverHistory.NONE;
    for (int i = 0; i < nodes.length; i++) {
      history =
          history.after(
              Routers.route(i, Optional.ofNullable(nodes[i]), true, "test", START.plusSeconds(i)));
    }
    return history;
  }
}
