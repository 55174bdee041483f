package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a listener leads that spreads its sessions, as pure functions: to every node that may be
 * chosen and that its labels admit. Nothing waits here: a node that comes a moment later cuts
 * nobody. Which of them a session takes is decided where the sessions are counted.
 *
 * <p>A node that fails, is removed or loses its label is left at once; only one that an operator
 * disables may keep its sessions for a while. Each such node has a drain of its own, which ends by
 * what becomes of this node, or when the traffic is switched off: whole groups are maintained one
 * node after the other, and a drain of the next one must not cut what is left of the first. To be
 * disabled once more gives it another deadline, or none.
 *
 * <p>A route lists the drains in the order they began, at most one of a node. One that is over
 * stays until the next one begins, so that whoever compares two routes sees how it has ended. So
 * there are never more than the listener has nodes.
 */
final class SpreadRules {
  private SpreadRules() {}

  /** The nodes for new sessions, in the order of choice. */
  static List<Node> nodes(RoutingState state, ListenerSpec listener, ActiveNodePolicy policy) {
    List<NodeHealth> admitted =
        Eligible.of(state).stream().filter(n -> listener.admits(n.node())).toList();
    return ChoiceOrder.of(admitted, Selector.ACTIVE, policy).stream()
        .map(NodeHealth::node)
        .toList();
  }

  /**
   * The drains of the route that follows this one.
   *
   * @param nodes where it leads to
   * @param asked what an operator has asked for just now
   */
  static List<NodeDrain> drains(
      Route route,
      ListenerSpec listener,
      List<Node> nodes,
      RoutingState state,
      Asked asked,
      Instant now) {
    Optional<NodeDrain> begins = begins(route, state, asked, now);
    List<NodeDrain> before = begins.isPresent() ? route.drainsGoingOn() : route.drains();
    return Stream.concat(
            before.stream().map(drain -> next(drain, listener, nodes, state, asked, now)),
            begins.stream())
        .toList();
  }

  /** Also where the node has to serve for want of others: it is left when one comes. */
  private static Optional<NodeDrain> begins(
      Route route, RoutingState state, Asked asked, Instant now) {
    return asked
        .leaving()
        .filter(leaving -> !leaving.drain().isZero())
        .filter(leaving -> route.trafficEnabled() && state.traffic().enabled())
        .flatMap(
            leaving ->
                state
                    .health()
                    .of(leaving.node())
                    .map(NodeHealth::node)
                    .filter(node -> !isDrained(route, node))
                    .flatMap(route::place)
                    .filter(left -> DrainRules.isHealthy(left.node(), state))
                    .map(left -> leaving.drain(left, now)));
  }

  private static boolean isDrained(Route route, Node node) {
    return route.drainsGoingOn().stream().anyMatch(drain -> drain.node().isSameServer(node));
  }

  private static NodeDrain next(
      NodeDrain drain,
      ListenerSpec listener,
      List<Node> nodes,
      RoutingState state,
      Asked asked,
      Instant now) {
    if (!drain.isGoingOn()) {
      return drain;
    }
    Optional<NodeDrain.How> ends = why(drain, listener, nodes, state, asked);
    if (ends.isPresent()) {
      return drain.ended(ends.get(), now);
    }
    NodeDrain timed =
        asked.leaving(drain.node().id()).map(time -> drain.until(now.plus(time))).orElse(drain);
    return timed.isOverdue(now) ? timed.ended(NodeDrain.How.DEADLINE, now) : timed;
  }

  /** Why it ends now, be its deadline reached or not; empty if it does not. */
  private static Optional<NodeDrain.How> why(
      NodeDrain drain, ListenerSpec listener, List<Node> nodes, RoutingState state, Asked asked) {
    if (!state.traffic().enabled()) {
      return Optional.of(NodeDrain.How.TRAFFIC_DISABLED);
    }
    NodeId id = drain.node().id();
    boolean admitted =
        state.health().of(id).map(NodeHealth::node).filter(listener::admits).isPresent();
    if (!admitted || !DrainRules.isHealthy(drain.node(), state)) {
      return Optional.of(NodeDrain.How.NODE_LOST);
    }
    // Taken for want of others it has not been taken back: it is left again as soon as one is well.
    if (state.intent().isEnabled(id) && nodes.stream().anyMatch(drain.node()::isSameServer)) {
      return Optional.of(NodeDrain.How.BACK);
    }
    return asked
        .end(listener.id(), drain)
        .or(() -> asked.leaving(id).filter(Duration::isZero).map(cut -> NodeDrain.How.FINISHED));
  }
}
