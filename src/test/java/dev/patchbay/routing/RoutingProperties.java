package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What must hold whatever the cluster does: ten thousand random schedules of verdicts, of index
 * changes (a node that leaves and joins renumbers the others) and of operator's commands.
 */
class RoutingProperties {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ChoiceWait WAITING = ChoiceWait.of(500, 20);

  /** One thing that happens: a verdict on a node, or a command of the operator. */
  sealed interface Event {}

  record Checked(int node, boolean healthy, OptionalLong index) implements Event {}

  record Renumbered(long seed) implements Event {}

  record Traffic(boolean enabled) implements Event {}

  record Schedule(int nodes, List<Event> events) {}

  @Provide
  Arbitrary<Schedule> schedules() {
    Arbitrary<Integer> nodes = Arbitraries.integers().between(1, 6);
    return nodes.flatMap(
        n -> event(n).list().ofMinSize(1).ofMaxSize(40).map(e -> new Schedule(n, e)));
  }

  private static Arbitrary<Event> event(int nodes) {
    Arbitrary<OptionalLong> index =
        Arbitraries.longs()
            .between(0, 6)
            .map(OptionalLong::of)
            .injectNull(0.2)
            .map(i -> i == null ? OptionalLong.empty() : i);
    Arbitrary<Event> checked =
        Combinators.combine(
                Arbitraries.integers().between(0, nodes - 1),
                Arbitraries.of(true, true, false),
                index)
            .as(Checked::new);
    Arbitrary<Event> renumbered = Arbitraries.longs().map(Renumbered::new);
    Arbitrary<Event> traffic = Arbitraries.of(true, false).map(Traffic::new);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(8, checked),
        net.jqwik.api.Tuple.of(1, renumbered),
        net.jqwik.api.Tuple.of(1, traffic));
  }

  @Property(tries = 10_000)
  void activeNode_isHealthyWheneverOneIs(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy)) {
      RoutingState state = step.after();

      if (state.health().isComplete()) {
        List<Node> healthy = state.health().healthy().stream().map(NodeHealth::node).toList();
        assertThat(state.active().node().isPresent()).isEqualTo(!healthy.isEmpty());
        state.active().node().ifPresent(n -> assertThat(healthy).contains(n));
        state.route(ListenerId.INACTIVE).node().ifPresent(n -> assertThat(healthy).contains(n));
        assertThat(state.route(ListenerId.INACTIVE).node().isPresent())
            .isEqualTo(!healthy.isEmpty());
        if (healthy.size() > 1) {
          assertThat(state.route(ListenerId.INACTIVE).node()).isNotEqualTo(state.active().node());
        }
      } else {
        assertThat(state.active().node()).isEmpty();
      }
    }
  }

  @Property(tries = 10_000)
  void stickyRoute_staysWhileItsNodeIsHealthy(@ForAll("schedules") Schedule schedule) {
    for (Step step : play(schedule, ActiveNodePolicy.STICKY)) {
      Optional<Node> before = step.before().active().node();

      boolean stillHealthy =
          before.isPresent()
              && step.after().health().of(before.get().id()).orElseThrow().isHealthy();

      if (stillHealthy) {
        assertThat(step.after().active().node()).isEqualTo(before);
      }
    }
  }

  @Property(tries = 10_000)
  void lowestIndexRoute_isAlwaysTheFirstInOrder(@ForAll("schedules") Schedule schedule) {
    for (Step step : play(schedule, ActiveNodePolicy.LOWEST_INDEX)) {
      if (step.after().health().isComplete()) {
        Optional<Node> first =
            step.after().health().healthy().stream()
                .min(
                    (a, b) -> {
                      long ai = a.index().orElse(Long.MAX_VALUE);
                      long bi = b.index().orElse(Long.MAX_VALUE);
                      return ai != bi ? Long.compare(ai, bi) : 0;
                    })
                .map(NodeHealth::node);

        assertThat(step.after().active().node()).isEqualTo(first);
      }
    }
  }

  @Property(tries = 10_000)
  void generation_growsByOneExactlyWhenNodeOrTrafficChanges(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy)) {
      for (ListenerId listener : step.after().topology().listenerIds()) {
        Route before = step.before().route(listener);
        Route after = step.after().route(listener);
        boolean same =
            before.node().equals(after.node()) && before.trafficEnabled() == after.trafficEnabled();

        assertThat(after.generation()).isEqualTo(before.generation() + (same ? 0 : 1));
        assertThat(after.trafficEnabled()).isEqualTo(step.after().traffic().enabled());
        assertThat(after.reason().text()).isNotEmpty();
      }
    }
  }

  @Property(tries = 10_000)
  void firstChoice_isTheSameWhateverTheOrderOfVerdicts(
      @ForAll("schedules") Schedule schedule, @ForAll long seed, @ForAll ActiveNodePolicy policy) {
    List<Event> verdicts = new ArrayList<>();
    for (int i = 0; i < schedule.nodes(); i++) {
      int node = i;
      verdicts.add(
          schedule.events().stream()
              .filter(e -> e instanceof Checked c && c.node() == node)
              .findFirst()
              .orElse(new Checked(node, true, OptionalLong.empty())));
    }
    List<Event> shuffled = new ArrayList<>(verdicts);
    Collections.shuffle(shuffled, new Random(seed));

    RoutingState first = last(play(new Schedule(schedule.nodes(), verdicts), policy));
    RoutingState second = last(play(new Schedule(schedule.nodes(), shuffled), policy));

    assertThat(second.active().node()).isEqualTo(first.active().node());
    assertThat(second.route(ListenerId.INACTIVE).node())
        .isEqualTo(first.route(ListenerId.INACTIVE).node());
  }

  /** What is healthy already takes over in the same moment, however little is known of others. */
  @Property(tries = 10_000)
  void failover_neverWaits(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy, WAITING)) {
      boolean hadANode = step.before().active().node().isPresent();

      if (hadANode) {
        assertThat(step.after().active().node().isPresent())
            .isEqualTo(!step.after().health().healthy().isEmpty());
      }
    }
  }

  /** Clients are sent away while a node is healthy for no longer than the bound. */
  @Property(tries = 10_000)
  void choice_neverWaitsLongerThanItsBound(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    RoutingRules rules = new RoutingRules(policy, WAITING);
    for (Step step : play(schedule, policy, WAITING)) {
      RoutingState state = step.after();
      boolean waits = state.active().node().isEmpty() && !state.health().healthy().isEmpty();

      if (waits) {
        Instant due = rules.nextChoice(state, step.at()).orElseThrow();
        assertThat(due).isBeforeOrEqualTo(step.at().plus(WAITING.atStart()));
        if (state.health().isComplete()) {
          assertThat(due).isBeforeOrEqualTo(step.at().plus(WAITING.afterOutage()));
        }
        assertThat(rules.later(state, due).active().node()).isPresent();
      }
    }
  }

  /** Neither a clock that is set forward nor one that is set back keeps a choice waiting. */
  @Property(tries = 2_000)
  void clockThatIsSet_prolongsNoWait(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    RoutingRules rules = new RoutingRules(policy, WAITING);
    for (Step step : play(schedule, policy, WAITING)) {
      for (Duration set : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
        RoutingState later = rules.later(step.after(), step.at().plus(set));

        assertThat(later.active().node().isPresent())
            .isEqualTo(!later.health().healthy().isEmpty());
      }
    }
  }

  record Step(RoutingState before, RoutingState after, Instant at) {}

  private static RoutingState last(List<Step> steps) {
    return steps.get(steps.size() - 1).after();
  }

  private static List<Step> play(Schedule schedule, ActiveNodePolicy policy) {
    return play(schedule, policy, Routers.ONLY_AT_START);
  }

  private static List<Step> play(Schedule schedule, ActiveNodePolicy policy, ChoiceWait wait) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < schedule.nodes(); i++) {
      nodes.add(new Node("mysql/" + i, "10.0.0." + i, 3306, 9200, "/"));
    }
    RoutingRules rules = new RoutingRules(policy, wait);
    Instant now = START;
    RoutingState state =
        rules.initial(Routers.topology(nodes), Intent.INITIAL, Claims.alone("me"), now);
    List<Step> steps = new ArrayList<>();
    for (Event event : schedule.events()) {
      now = now.plusMillis(10);
      RoutingState next = apply(rules, state, event, nodes, now);
      steps.add(new Step(state, next, now));
      state = next;
    }
    return steps;
  }

  private static RoutingState apply(
      RoutingRules rules, RoutingState state, Event event, List<Node> nodes, Instant now) {
    if (event instanceof Checked c) {
      NodeHealth before = state.health().of(nodes.get(c.node()).id()).orElseThrow();
      Verdict verdict = new Verdict(c.healthy(), c.index(), c.healthy() ? "200" : "503", "");
      return rules.withHealth(state, state.health().with(before.after(verdict, now)), now);
    }
    if (event instanceof Traffic t) {
      return rules.withIntent(
          state,
          Intent.INITIAL.with(
              new TrafficSwitch(t.enabled(), "", Operator.NOBODY, Optional.of(now))),
          now);
    }
    return rules.withHealth(state, renumber(state.health(), ((Renumbered) event).seed()), now);
  }

  private static Health renumber(Health view, long seed) {
    List<Long> indexes = new ArrayList<>();
    for (long i = 0; i < view.nodes().size(); i++) {
      indexes.add(i);
    }
    Collections.shuffle(indexes, new Random(seed));
    List<NodeHealth> nodes = new ArrayList<>();
    for (NodeHealth n : view.nodes()) {
      OptionalLong index =
          n.isKnown() ? OptionalLong.of(indexes.get(nodes.size())) : OptionalLong.empty();
      nodes.add(
          new NodeHealth(n.node(), n.status(), index, n.reason(), n.stateComment(), n.since()));
    }
    return new Health(nodes);
  }
}
