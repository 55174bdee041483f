package dev.patchbay.routing;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.NodeHealth;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The decision that Patchbay exists for, as pure functions: from what was, and what is known now,
 * to where traffic goes next. Time is an argument.
 *
 * <ul>
 *   <li>The first choice waits until every node has had its first verdict, and the choice after an
 *       outage of all nodes until the others may have come back as well, so that two proxies choose
 *       alike. {@link ChoiceWait} bounds both.
 *   <li>An active node that becomes unhealthy is left at once, for one that is healthy now.
 *   <li>The active node is the healthy one with the lowest index; an unknown index comes after
 *       every known one, and configuration order breaks ties.
 *   <li>The inactive node is chosen by the reversed order among the healthy nodes that are not
 *       active; the active one stands in if it is the only one. It is relieved after the same wait
 *       as after an outage, which costs nobody anything.
 *   <li>Under {@link ActiveNodePolicy#STICKY} a node that was chosen stays while it may.
 * </ul>
 */
final class RoutingRules {
  private static final Comparator<NodeHealth> KNOWN_INDEX_FIRST =
      Comparator.comparing(n -> n.index().isEmpty());
  private static final Comparator<NodeHealth> BY_INDEX =
      Comparator.comparingLong(n -> n.index().orElse(0));
  private static final Comparator<NodeHealth> BY_POSITION =
      Comparator.comparingInt(n -> n.backend().position());

  static final Comparator<NodeHealth> LOWEST_FIRST =
      KNOWN_INDEX_FIRST.thenComparing(BY_INDEX).thenComparing(BY_POSITION);
  static final Comparator<NodeHealth> HIGHEST_FIRST =
      KNOWN_INDEX_FIRST.thenComparing(BY_INDEX.thenComparing(BY_POSITION).reversed());

  private final ActiveNodePolicy policy;
  private final ChoiceWait wait;

  RoutingRules(ActiveNodePolicy policy, ChoiceWait wait) {
    this.policy = policy;
    this.wait = wait;
  }

  RoutingState initial(ClusterView view, Instant now) {
    RoutingState empty =
        new RoutingState(view, TrafficSwitch.INITIAL, Route.none(now), Route.none(now));
    return decide(empty, view.isComplete(), now);
  }

  RoutingState withView(RoutingState state, ClusterView view, Instant now) {
    boolean firstVerdictsAreIn = view.isComplete() && !state.view().isComplete();
    return decide(
        new RoutingState(view, state.traffic(), state.active(), state.inactive()),
        firstVerdictsAreIn,
        now);
  }

  RoutingState withTraffic(
      RoutingState state, boolean enabled, String message, Operator by, Instant now) {
    TrafficSwitch traffic = new TrafficSwitch(enabled, message, by, Optional.of(now));
    return decide(
        new RoutingState(state.view(), traffic, state.active(), state.inactive()), false, now);
  }

  /** The same, only later: what was waited for may be over. */
  RoutingState later(RoutingState state, Instant now) {
    return decide(state, false, now);
  }

  /** When a choice of this state that waits is due at the latest; empty if none does. */
  Optional<Instant> nextChoice(RoutingState state) {
    List<NodeHealth> healthy = state.view().healthy();
    Optional<Backend> active = state.active().node();
    List<NodeHealth> waiting =
        active.isEmpty()
            ? healthy
            : state.inactive().node().equals(active) ? without(active, healthy) : List.of();
    return waiting.isEmpty() ? Optional.empty() : Optional.of(wait.end(state.view(), waiting));
  }

  private RoutingState decide(RoutingState state, boolean atOnce, Instant now) {
    Optional<Backend> active = chooseActive(state, atOnce, now);
    return new RoutingState(
        state.view(),
        state.traffic(),
        advance(state.active(), active, state, now),
        advance(state.inactive(), chooseInactive(state, active, atOnce, now), state, now));
  }

  private Optional<Backend> chooseActive(RoutingState state, boolean atOnce, Instant now) {
    List<NodeHealth> healthy = state.view().healthy();
    boolean mayWait = !atOnce && state.active().node().isEmpty() && !healthy.isEmpty();
    return mayWait && !wait.isOver(state.view(), healthy, now)
        ? Optional.empty()
        : choose(healthy, state.active(), LOWEST_FIRST);
  }

  private Optional<Backend> chooseInactive(
      RoutingState state, Optional<Backend> active, boolean atOnce, Instant now) {
    List<NodeHealth> others = without(active, state.view().healthy());
    if (active.isEmpty() || others.isEmpty()) {
      return active;
    }
    boolean mayWait = !atOnce && state.inactive().node().equals(active);
    return mayWait && !wait.isOver(state.view(), others, now)
        ? active
        : choose(others, state.inactive(), HIGHEST_FIRST);
  }

  private static List<NodeHealth> without(Optional<Backend> node, List<NodeHealth> nodes) {
    return nodes.stream().filter(n -> !Optional.of(n.backend()).equals(node)).toList();
  }

  private Optional<Backend> choose(
      List<NodeHealth> candidates, Route current, Comparator<NodeHealth> order) {
    if (policy == ActiveNodePolicy.STICKY && current.node().isPresent()) {
      Backend node = current.node().get();
      if (candidates.stream().anyMatch(n -> n.backend().equals(node))) {
        return current.node();
      }
    }
    return candidates.stream().min(order).map(NodeHealth::backend);
  }

  private static Route advance(
      Route route, Optional<Backend> node, RoutingState state, Instant now) {
    boolean enabled = state.traffic().enabled();
    if (route.node().equals(node) && route.trafficEnabled() == enabled) {
      return route;
    }
    return route.next(node, enabled, Reasons.why(route, node, state), now);
  }
}
