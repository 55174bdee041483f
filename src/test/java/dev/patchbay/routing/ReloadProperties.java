package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What must hold whatever the cluster does and however often its configuration is another one: ten
 * thousand random schedules of verdicts, of an operator's commands, and of reloads that add and
 * remove nodes, give them other addresses, and put them in another order.
 */
class ReloadProperties {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ChoiceWait WAITING = ChoiceWait.of(500, 20);
  private static final int NAMES = 5;

  /** One thing that happens. */
  sealed interface Event {}

  record Checked(int name, boolean healthy, OptionalLong index) implements Event {}

  record Traffic(boolean enabled) implements Event {}

  record Reloaded(List<Node> nodes) implements Event {}

  record Schedule(List<Node> atStart, List<Event> events) {}

  @Provide
  Arbitrary<Schedule> schedules() {
    Arbitrary<OptionalLong> index =
        Arbitraries.longs()
            .between(0, 6)
            .map(OptionalLong::of)
            .injectNull(0.2)
            .map(i -> i == null ? OptionalLong.empty() : i);
    Arbitrary<Event> checked =
        Combinators.combine(
                Arbitraries.integers().between(0, NAMES - 1),
                Arbitraries.of(true, true, false),
                index)
            .as(Checked::new);
    Arbitrary<Event> traffic = Arbitraries.of(true, false).map(Traffic::new);
    Arbitrary<Event> reloaded = nodes().map(Reloaded::new);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(Tuple.of(8, checked), Tuple.of(1, traffic), Tuple.of(3, reloaded));
    return Combinators.combine(nodes(), event.list().ofMinSize(1).ofMaxSize(40)).as(Schedule::new);
  }

  /** Some of a few names in any order, at the usual address or, now and then, at another one. */
  private static Arbitrary<List<Node>> nodes() {
    Arbitrary<Node> node =
        Combinators.combine(
                Arbitraries.integers().between(0, NAMES - 1),
                Arbitraries.of(0, 0, 0, 1),
                Arbitraries.of(0, 0, 0, 1))
            .as(
                (name, server, agent) ->
                    new Node(id(name), "10.0." + server + "." + name, 3306, 9200 + agent, "/"));
    return node.list().uniqueElements(Node::id).ofMinSize(1).ofMaxSize(NAMES);
  }

  private static NodeId id(int name) {
    return new NodeId("mysql/" + name);
  }

  @Property(tries = 10_000)
  void state_isOfTheNodesThatThereAre(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy, WAITING)) {
      RoutingState state = step.after();

      assertThat(state.health().nodes())
          .extracting(NodeHealth::node)
          .isEqualTo(state.topology().nodes());
      for (Route route : state.routes().values()) {
        route.node().ifPresent(node -> assertThat(state.topology().nodes()).contains(node));
      }
    }
  }

  @Property(tries = 10_000)
  void routes_leadToHealthyNodesWheneverThereAreSome(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy, Routers.ONLY_AT_START)) {
      RoutingState state = step.after();
      List<Node> healthy = state.health().healthy().stream().map(NodeHealth::node).toList();
      Optional<Node> active = state.active().node();
      Optional<Node> inactive = state.route(ListenerId.INACTIVE).node();

      assertThat(active.isPresent()).isEqualTo(state.begun() && !healthy.isEmpty());
      assertThat(inactive.isPresent()).isEqualTo(active.isPresent());
      active.ifPresent(node -> assertThat(healthy).contains(node));
      inactive.ifPresent(node -> assertThat(healthy).contains(node));
      if (active.isPresent() && healthy.size() > 1) {
        assertThat(inactive).isNotEqualTo(active);
      }
      assertThat(state.begun()).isEqualTo(step.before().begun() || state.health().isComplete());
    }
  }

  @Property(tries = 10_000)
  void stickyRoute_staysWhileItsServerIsHealthy_whateverIsReloaded(
      @ForAll("schedules") Schedule schedule) {
    for (Step step : play(schedule, ActiveNodePolicy.STICKY, WAITING)) {
      Route before = step.before().active();
      boolean stillHealthy =
          before
              .node()
              .filter(
                  node ->
                      step.after().health().healthy().stream()
                          .anyMatch(now -> now.node().isSameServer(node)))
              .isPresent();

      if (stillHealthy) {
        assertThat(step.after().active().leadsTo(before.node())).isTrue();
      }
    }
  }

  @Property(tries = 10_000)
  void lowestIndexRoute_isAlwaysTheFirstInOrder(@ForAll("schedules") Schedule schedule) {
    for (Step step : play(schedule, ActiveNodePolicy.LOWEST_INDEX, Routers.ONLY_AT_START)) {
      RoutingState state = step.after();

      if (state.begun()) {
        assertThat(state.active().node())
            .isEqualTo(
                ChoiceOrder.of(
                        state.health().healthy(), Selector.ACTIVE, ActiveNodePolicy.LOWEST_INDEX)
                    .stream()
                    .findFirst()
                    .map(NodeHealth::node));
      }
    }
  }

  @Property(tries = 10_000)
  void generation_growsByOneExactlyWhenServerOrTrafficChanges(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy, WAITING)) {
      for (ListenerId listener : step.after().topology().listenerIds()) {
        Route before = step.before().route(listener);
        Route after = step.after().route(listener);
        boolean same =
            before.leadsTo(after.node()) && before.trafficEnabled() == after.trafficEnabled();

        assertThat(after.generation()).isEqualTo(before.generation() + (same ? 0 : 1));
        assertThat(step.transition().route(listener).isPresent()).isEqualTo(!same);
      }
    }
  }

  /** A switch that comes in the moment in which a wait is over is the reason of both. */
  @Property(tries = 10_000)
  void reason_tellsTheReloadFromTheVerdict(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy, WAITING)) {
      for (Transition.RouteChange change : step.transition().routes()) {
        boolean left = change.isNodeChanged() && change.before().node().isPresent();
        if (left && !step.transition().isTrafficSwitched()) {
          Node former = change.before().node().get();
          Optional<Node> now = step.after().topology().node(former.id());
          Reason.Code code = change.after().reason().code();

          assertThat(code == Reason.Code.REMOVED).isEqualTo(now.isEmpty());
          assertThat(code == Reason.Code.ADDRESS_CHANGED)
              .isEqualTo(now.isPresent() && !now.get().isSameServer(former));
          assertThat(change.after().reason().about()).contains(former.id());
        }
      }
    }
  }

  /** What is healthy already takes over in the same moment, also from a node that is no more. */
  @Property(tries = 10_000)
  void failover_neverWaits(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    for (Step step : play(schedule, policy, WAITING)) {
      if (step.before().active().node().isPresent()) {
        assertThat(step.after().active().node().isPresent())
            .isEqualTo(!step.after().health().healthy().isEmpty());
      }
    }
  }

  @Property(tries = 10_000)
  void choice_neverWaitsLongerThanItsBound(
      @ForAll("schedules") Schedule schedule, @ForAll ActiveNodePolicy policy) {
    RoutingRules rules = new RoutingRules(policy, WAITING);
    for (Step step : play(schedule, policy, WAITING)) {
      RoutingState state = step.after();
      boolean waits = state.active().node().isEmpty() && !state.health().healthy().isEmpty();

      if (waits) {
        Instant due = rules.nextChoice(state, step.at()).orElseThrow();
        assertThat(due)
            .isBeforeOrEqualTo(
                step.at().plus(state.begun() ? WAITING.afterOutage() : WAITING.atStart()));
        assertThat(rules.later(state, due).active().node()).isPresent();
      }
    }
  }

  record Step(RoutingState before, RoutingState after, Instant at) {
    Transition transition() {
      return new Transition(before, after);
    }
  }

  private static List<Step> play(Schedule schedule, ActiveNodePolicy policy, ChoiceWait wait) {
    RoutingRules rules = new RoutingRules(policy, wait);
    Instant now = START;
    RoutingState state =
        rules.initial(
            Routers.topology(schedule.atStart()), Intent.INITIAL, Claims.alone("me"), now);
    List<Step> steps = new ArrayList<>();
    for (Event event : schedule.events()) {
      now = now.plusMillis(10);
      RoutingState next = apply(rules, state, event, now);
      steps.add(new Step(state, next, now));
      state = next;
    }
    return steps;
  }

  private static RoutingState apply(
      RoutingRules rules, RoutingState state, Event event, Instant now) {
    if (event instanceof Checked c) {
      Verdict verdict = new Verdict(c.healthy(), c.index(), c.healthy() ? "200" : "503", "");
      return state
          .health()
          .of(id(c.name()))
          .map(before -> state.health().with(before.after(verdict, now)))
          .map(health -> rules.withHealth(state, health, now))
          .orElse(state);
    }
    if (event instanceof Traffic t) {
      TrafficSwitch traffic = new TrafficSwitch(t.enabled(), "", Operator.NOBODY, Optional.of(now));
      return rules.withIntent(state, Intent.INITIAL.with(traffic), now);
    }
    return rules.withTopology(state, state.topology().withNodes(((Reloaded) event).nodes()), now);
  }
}
