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
 *   <li>No choice is made before every node has had its first verdict, so that two proxies that
 *       start together choose alike.
 *   <li>The active node is the healthy one with the lowest index; an unknown index comes after
 *       every known one, and configuration order breaks ties.
 *   <li>The inactive node is chosen by the reversed order among the healthy nodes that are not
 *       active; the active one serves if it is the only one.
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

  RoutingRules(ActiveNodePolicy policy) {
    this.policy = policy;
  }

  RoutingState initial(ClusterView view, Instant now) {
    RoutingState empty =
        new RoutingState(view, TrafficSwitch.INITIAL, Route.none(now), Route.none(now));
    return withView(empty, view, now);
  }

  RoutingState withView(RoutingState state, ClusterView view, Instant now) {
    return decide(new RoutingState(view, state.traffic(), state.active(), state.inactive()), now);
  }

  RoutingState withTraffic(
      RoutingState state, boolean enabled, String message, Operator by, Instant now) {
    TrafficSwitch traffic = new TrafficSwitch(enabled, message, by, Optional.of(now));
    return decide(new RoutingState(state.view(), traffic, state.active(), state.inactive()), now);
  }

  private RoutingState decide(RoutingState state, Instant now) {
    ClusterView view = state.view();
    if (!view.isComplete()) {
      return withTrafficOnly(state, now);
    }
    List<NodeHealth> healthy = view.healthy();
    Optional<Backend> active = choose(healthy, state.active(), LOWEST_FIRST);
    List<NodeHealth> others =
        healthy.stream().filter(n -> !Optional.of(n.backend()).equals(active)).toList();
    Optional<Backend> inactive =
        choose(others.isEmpty() ? healthy : others, state.inactive(), HIGHEST_FIRST);
    return new RoutingState(
        view,
        state.traffic(),
        advance(state.active(), active, state, now),
        advance(state.inactive(), inactive, state, now));
  }

  private RoutingState withTrafficOnly(RoutingState state, Instant now) {
    return new RoutingState(
        state.view(),
        state.traffic(),
        advance(state.active(), state.active().node(), state, now),
        advance(state.inactive(), state.inactive().node(), state, now));
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
