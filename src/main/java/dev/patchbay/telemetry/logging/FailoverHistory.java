package dev.patchbay.telemetry.logging;

import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The failovers of one listener since the start. A failover is a move from one node to a different
 * one. The first choice is none; nor is it one to lose every node and get the same one back. When
 * every node is lost and another one comes, that counts once, at the moment when it comes.
 *
 * @param nodes those that took the traffic last; they may have been lost since
 * @param total failovers so far
 * @param lastAt when the last failover was; empty before the first one
 * @param lastFrom the node that the last failover left; empty before the first one
 */
record FailoverHistory(
    List<Node> nodes, int total, Optional<Instant> lastAt, Optional<Node> lastFrom) {

  static final FailoverHistory NONE =
      new FailoverHistory(List.of(), 0, Optional.empty(), Optional.empty());

  /** This history and what the new route adds to it. */
  FailoverHistory after(Route route) {
    if (route.places().isEmpty()) {
      return this;
    }
    Optional<Node> left = nodes.stream().filter(node -> !route.has(node)).findFirst();
    return left.isEmpty()
        ? new FailoverHistory(route.nodes(), total, lastAt, lastFrom)
        : new FailoverHistory(route.nodes(), total + 1, Optional.of(route.since()), left);
  }
}
