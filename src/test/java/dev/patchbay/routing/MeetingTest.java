package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two proxies that cannot use the same nodes meet at one that both can use, if there is one. */
class MeetingTest {
  private static final List<Node> NODES = nodes();

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final One a = new One("a");
  private final One b = new One("b");
  private final List<One> all = new ArrayList<>(List.of(a, b));

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

  /** Whichever of the two spoke last: the other one's node is usable for it now. */
  @Test
  void proxiesApart_meetAsSoonAsOneCanUseTheOthersNode() {
    for (One learns : List.of(a, b)) {
      a.uses(Set.of(0));
      b.uses(Set.of(1));
      play(Duration.ofMinutes(11));
      assertThat(a.active()).isNotEqualTo(b.active());

      learns.uses(Set.of(0, 1));
      play(Duration.ofSeconds(10));

      assertThat(a.active()).isEqualTo(b.active());
      play(Duration.ofMinutes(11));
    }
  }

  /**
   * Each has led the other astray three times, by what it saw alone; then both see all nodes well.
   */
  @Test
  void proxiesThatHoldEachOtherForRestless_meetAllTheSame() {
    a.uses(Set.of(0, 1, 2));
    b.uses(Set.of(0, 1, 2));
    play(Duration.ofSeconds(5));
    for (int turn = 0; turn < 7; turn++) {
      One shaky = turn < 3 || turn == 6 ? a : b;
      int lost = shaky.active().charAt(1) - '0';
      Set<Integer> rest = new HashSet<>(Set.of(0, 1, 2));
      rest.remove(lost);
      shaky.uses(rest);
      play(Duration.ofMillis(500));
      shaky.uses(Set.of(0, 1, 2));
      play(Duration.ofSeconds(4));
    }

    play(Duration.ofSeconds(30));

    assertThat(a.active()).isEqualTo(b.active());
    int moves = moves();
    play(Duration.ofMinutes(2));
    assertThat(moves()).isEqualTo(moves);
  }

  /** A peer claims a node that is sick here, and can use now this other one and now that. */
  @Test
  void peerThatChangesWhatItCanUse_isGivenWayAFewTimesOnly() {
    all.clear();
    all.add(a);
    a.uses(Set.of(0, 2));
    long term = 5;
    for (int i = 0; i < 200; i++) {
      int usable = a.active().equals("n0") ? 2 : 0;
      Node claimed = NODES.get(1);
      term = Math.max(term, a.term()) + 1;
      a.hears(
          new Said(
              new Claim(term, false, Duration.ZERO, 0, 1, claimed.id(), claimed.address(), "liar"),
              List.of(UsableNode.of(claimed), UsableNode.of(NODES.get(usable)))));
      play(Duration.ofMillis(3500));
    }

    assertThat(a.moves).isLessThanOrEqualTo(Followed.MOST_MOVES + 3);
  }

  /** Two or three proxies that see any nodes, and then others. */
  @Test
  void proxies_meetWhereAllCanBe_andAreCalmAfterAMinute_whateverTheySee() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      all.clear();
      all.addAll(List.of(new One("a"), new One("b")));
      if (random.nextBoolean()) {
        all.add(new One("c"));
      }
      StringBuilder story = new StringBuilder("seed " + seed);
      for (int turn = 0; turn < 4; turn++) {
        Set<Integer> common = new HashSet<>(Set.of(0, 1, 2, 3));
        for (One one : all) {
          Set<Integer> seen = any(random);
          common.retainAll(seen);
          one.uses(seen);
          story.append("; ").append(one.name).append(seen);
        }
        play(Duration.ofMinutes(1));

        if (!common.isEmpty()) {
          assertThat(all).as(story.toString()).extracting(One::active).containsOnly(a().active());
        }
        int moves = moves();
        long term = term();
        play(Duration.ofMinutes(11), Duration.ofSeconds(4));
        assertThat(moves()).as(story.toString()).isEqualTo(moves);
        assertThat(term()).as(story.toString()).isEqualTo(term);
      }
    }
  }

  private One a() {
    return all.get(0);
  }

  private int moves() {
    return all.stream().mapToInt(one -> one.moves).sum();
  }

  private long term() {
    return all.stream().mapToLong(One::term).max().orElseThrow();
  }

  private static Set<Integer> any(Random random) {
    Set<Integer> some = new HashSet<>();
    while (some.isEmpty()) {
      for (int node = 0; node < NODES.size(); node++) {
        if (random.nextBoolean()) {
          some.add(node);
        }
      }
    }
    return some;
  }

  private void play(Duration time) {
    play(time, Duration.ofMillis(250));
  }

  private void play(Duration time, Duration step) {
    for (long i = 0; i < time.toMillis(); i += step.toMillis()) {
      now = now.plus(step);
      for (One one : all) {
        all.stream().filter(other -> other != one).forEach(one::hears);
      }
      all.forEach(One::passes);
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
      other.state.said().ifPresent(said -> hears(other.name, said));
    }

    void hears(Said said) {
      hears("liar", said);
    }

    private void hears(String who, Said said) {
      step(rules.withClaims(state, state.claims().hear(who, "i", said, now), now));
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
