package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import dev.patchbay.health.NodeHealth;
import java.util.Optional;

/** Says in a few words why a route replaced the one before it. */
final class Reasons {

  private Reasons() {}

  static String why(Route before, Optional<Node> node, RoutingState state) {
    boolean enabled = state.traffic().enabled();
    if (before.trafficEnabled() != enabled) {
      String message = state.traffic().message();
      return "traffic "
          + (enabled ? "enabled" : "disabled")
          + (message.isEmpty() ? "" : ": " + message);
    }
    if (before.node().isEmpty()) {
      return node.map(n -> chosen(n, state)).orElse("no node is healthy");
    }
    Node former = before.node().get();
    NodeHealth health = state.view().of(former).orElseThrow();
    if (!health.isHealthy()) {
      return former.name() + " became unhealthy: " + health.reason();
    }
    return node.map(n -> former.name() + " gave way: " + chosen(n, state))
        .orElse("no node is healthy");
  }

  private static String chosen(Node node, RoutingState state) {
    NodeHealth health = state.view().of(node).orElseThrow();
    return node.name()
        + " is healthy"
        + (health.index().isPresent()
            ? ", index " + health.index().getAsLong()
            : ", index unknown");
  }
}
