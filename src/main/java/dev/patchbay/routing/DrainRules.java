package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a drain begins and ends, as pure functions: of listeners with one node at a time, which have
 * one drain at a time; those of the others are in {@link SpreadRules}.
 */
final class DrainRules {
  private DrainRules() {}

  /** When the first of the drains that go on is over at the latest. */
  static Stream<Instant> ends(RoutingState state) {
    return state.routes().values().stream()
        .flatMap(route -> route.drainsGoingOn().stream())
        .map(NodeDrain::until);
  }

  /**
   * The drain of the route that follows this one, its only one; none if there was none yet.
   *
   * @param node where it leads to
   * @param asked what the operator has asked for just now that ends it
   */
  static List<NodeDrain> next(
      Route route,
      Optional<Node> node,
      ActiveChoice chosen,
      RoutingState state,
      Optional<NodeDrain.How> asked,
      Instant now) {
    boolean moves = !route.leadsTo(node);
    if (moves && chosen.wish() && !chosen.drain().isZero() && node.isPresent()) {
      Optional<NodeDrain> begins =
          route
              .open()
              .filter(left -> state.traffic().enabled() && isHealthy(left, state))
              .map(
                  left ->
                      new NodeDrain(
                          left, route.from(), now, now.plus(chosen.drain()), Optional.empty()));
      if (begins.isPresent()) {
        return begins.stream().toList();
      }
    }
    return route
        .drain()
        .map(
            drain ->
                why(drain, route, node, chosen, state, asked, now)
                    .map(how -> drain.ended(how, now))
                    .orElse(drain))
        .stream()
        .toList();
  }

  /** Why it ends now; empty if it does not. */
  private static Optional<NodeDrain.How> why(
      NodeDrain drain,
      Route route,
      Optional<Node> node,
      ActiveChoice chosen,
      RoutingState state,
      Optional<NodeDrain.How> asked,
      Instant now) {
    if (!state.traffic().enabled()) {
      return Optional.of(NodeDrain.How.TRAFFIC_DISABLED);
    }
    if (!isHealthy(drain.node(), state)) {
      return Optional.of(NodeDrain.How.NODE_LOST);
    }
    if (!route.leadsTo(node)) {
      return Optional.of(
          !chosen.wish()
              ? NodeDrain.How.NODE_LOST
              : Optional.of(drain.node()).equals(node)
                  ? NodeDrain.How.BACK
                  : NodeDrain.How.REPLACED);
    }
    if (asked.isPresent()) {
      return asked;
    }
    // At another proxy an operator wants this very node, and no drain.
    if (chosen.wish() && chosen.drain().isZero()) {
      return Optional.of(NodeDrain.How.FINISHED);
    }
    return drain.isOverdue(now) ? Optional.of(NodeDrain.How.DEADLINE) : Optional.empty();
  }

  static boolean isHealthy(Node node, RoutingState state) {
    return state
        .health()
        .of(node.id())
        .filter(NodeHealth::isHealthy)
        .filter(known -> known.node().isSameServer(node))
        .isPresent();
  }
}
