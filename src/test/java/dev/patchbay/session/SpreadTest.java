package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which node is the last resort, and for how long. */
class SpreadTest {
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9200, "/");
  private static final Node C = new Node("c", "10.0.0.3", 3306, 9200, "/");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final Spread spread = new Spread(now::get);
  private final Route route =
      new Route(
          1,
          List.of(new Route.Place(B, 1), new Route.Place(C, 1)),
          true,
          Reason.WAITING,
          Instant.EPOCH,
          new Route.Choice(Reason.WAITING, Instant.EPOCH),
          List.of());

  @Test
  void nodeThatFailed_isLeftOut_forFiveSeconds() {
    spread.failed(B.id());

    assertThat(next(3)).containsExactly(C, C, C);
    assertThat(spread.peek(route)).contains(C);

    now.addAndGet(Spread.LAST_RESORT_NANOS - 1);
    assertThat(next(1)).containsExactly(C);

    now.addAndGet(1);
    assertThat(next(4)).containsOnly(B);
  }

  @Test
  void whereAllHaveFailed_allAreChosenFrom() {
    spread.failed(B.id());
    spread.failed(C.id());

    assertThat(next(4)).containsExactly(B, C, B, C);
  }

  private List<Node> next(int sessions) {
    return IntStream.range(0, sessions)
        .mapToObj(i -> spread.enter(route, Optional.empty()).orElseThrow().node().orElseThrow())
        .toList();
  }
}
