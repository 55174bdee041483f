package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a listener leads that spreads its sessions, as pure functions: to every node that may be
 * chosen and that its labels admit. Nothing waits here: a node that comes a moment later cuts
 * nobody. Which of them a session takes is decided where the sessions are counted.
 *
 * <p>A node that fails, is removed or loses its label is left at once; only one that an operator
 * disables may keep its sessions for a while. One at a time: a second drain ends the first.
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
   * The drain of the route that follows this one.
   *
   * @param nodes where it leads to
   * @param asked what an operator has asked for just now
   */
  static Optional<NodeDrain> drain(
      Route route,
      ListenerSpec listener,
      List<Node> nodes,
      RoutingState state,
      Asked asked,
      Instant now) {
    Optional<NodeDrain> begins =
        asked
            .leaving()
            .filter(leaving -> !leaving.drain().isZero())
            .filter(leaving -> route.trafficEnabled() && state.traffic().enabled())
            .flatMap(
                leaving ->
                    state
                        .health()
                        .of(leaving.node())
                        .map(NodeHealth::node)
                        .filter(node -> !nodes.contains(node))
                        .flatMap(route::place)
                        .filter(left -> DrainRules.isHealthy(left.node(), state))
                        .map(left -> leaving.drain(left, now)));
    return begins.isPresent()
        ? begins
        : route
            .drain()
            .map(
                drain ->
                    why(drain, listener, nodes, state, asked, now)
                        .map(how -> drain.ended(how, now))
                        .orElse(drain));
  }

  /** Why it ends now; empty if it does not. */
  private static Optional<NodeDrain.How> why(
      NodeDrain drain,
      ListenerSpec listener,
      List<Node> nodes,
      RoutingState state,
      Asked asked,
      Instant now) {
    if (!state.traffic().enabled()) {
      return Optional.of(NodeDrain.How.TRAFFIC_DISABLED);
    }
    if (!DrainRules.isHealthy(drain.node(), state)) {
      return Optional.of(NodeDrain.How.NODE_LOST);
    }
    if (nodes.stream().anyMatch(drain.node()::isSameServer)) {
      return Optional.of(NodeDrain.How.BACK);
    }
    Optional<NodeDrain.How> ends = Optional.ofNullable(asked.ends().get(listener.id()));
    if (ends.isPresent()) {
      return ends;
    }
    boolean cut =
        asked
            .leaving()
            .filter(leaving -> leaving.node().equals(drain.node().id()))
            .filter(leaving -> leaving.drain().isZero())
            .isPresent();
    if (cut) {
      return Optional.of(NodeDrain.How.FINISHED);
    }
    return drain.isOverdue(now) ? Optional.of(NodeDrain.How.DEADLINE) : Optional.empty();
  }
}
