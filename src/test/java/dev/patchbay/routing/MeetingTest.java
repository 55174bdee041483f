package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two proxies that cannot use the same nodes meet at one that both can use, if there is one. */
class MeetingTest {
  private static final List<Node> NODES = nodes();

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final One a = new One("a");
  private final One b = new One("b");

  @Test
  void proxiesWithOneNodeInCommon_meetThere() {
    a.uses(Set.of(1, 2));
    b.uses(Set.of(0, 2));

    play(Duration.ofSeconds(30));

    assertThat(a.active()).isEqualTo("n2");
    assertThat(b.active()).isEqualTo("n2");
    assertThat(a.moves + b.moves).isLessThanOrEqualTo(4);
  }

  @Test
  void proxiesWithNoNodeInCommon_stayWhereTheyAre_andSayNothingNewForEver() {
    a.uses(Set.of(0, 1));
    b.uses(Set.of(2, 3));

    play(Duration.ofSeconds(60));
    int moves = a.moves + b.moves;
    long term = Math.max(a.term(), b.term());
    play(Duration.ofMinutes(10));

    assertThat(a.moves + b.moves).isEqualTo(moves).isLessThanOrEqualTo(6);
    assertThat(Math.max(a.term(), b.term())).isEqualTo(term);
  }

  @Test
  void proxiesThatHaveMet_meetAgainWhenThatNodeIsLost() {
    a.uses(Set.of(1, 2, 3));
    b.uses(Set.of(0, 2, 3));
    play(Duration.ofSeconds(30));
    assertThat(a.active()).isEqualTo(b.active());

    a.uses(Set.of(1, 3));
    b.uses(Set.of(0, 3));
    play(Duration.ofSeconds(30));

    assertThat(a.active()).isEqualTo("n3");
    assertThat(b.active()).isEqualTo("n3");
  }

  private void play(Duration time) {
    for (long i = 0; i < time.toMillis(); i += 100) {
      now = now.plusMillis(100);
      a.hears(b);
      b.hears(a);
      a.passes();
      b.passes();
    }
  }

  private static List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      nodes.add(new Node("n" + i, "10.0.0." + i, 3306, 9200, "/"));
    }
    return nodes;
  }

  /** A proxy. */
  private final class One {
    private final String name;
    private final RoutingRules rules =
        new RoutingRules(ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
    private RoutingState state;
    private int moves;

    One(String name) {
      this.name = name;
      this.state =
          rules.initial(Routers.activeOnly(NODES), Intent.INITIAL, Claims.alone(name), now);
    }

    void uses(Set<Integer> healthy) {
      for (int i = 0; i < NODES.size(); i++) {
        Verdict verdict =
            healthy.contains(i)
                ? new Verdict(true, OptionalLong.of(i), "200", "Synced")
                : Verdict.unhealthy("503");
        NodeHealth after = state.health().nodes().get(i).after(verdict, now);
        step(rules.withHealth(state, state.health().with(after), now));
      }
    }

    void hears(One other) {
      other
          .state
          .claim()
          .ifPresent(
              claim ->
                  step(
                      rules.withClaims(
                          state, state.claims().hear(other.name, "i", claim, now), now)));
    }

    void passes() {
      step(rules.later(state, now));
    }

    private void step(RoutingState next) {
      boolean moved =
          state.active().node().isPresent() && !state.active().leadsTo(next.active().node());
      moves += moved ? 1 : 0;
      state = next;
    }

    String active() {
      return state.active().node().orElseThrow().name();
    }

    long term() {
      return state.claim().orElseThrow().term();
    }
  }
}
