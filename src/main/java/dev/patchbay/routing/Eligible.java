package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import java.util.List;

/**
 * Which nodes may be chosen: the healthy ones that are enabled. If none of those is enabled, all
 * healthy ones: it is better to serve at a node that somebody did not want than nowhere.
 */
final class Eligible {
  private Eligible() {}

  /** In the topology's order. */
  static List<NodeHealth> of(RoutingState state) {
    List<NodeHealth> healthy = state.health().healthy();
    List<NodeHealth> enabled =
        healthy.stream().filter(n -> state.intent().isEnabled(n.node().id())).toList();
    return enabled.isEmpty() ? healthy : enabled;
  }

  /** Those that are known and may not be chosen. */
  static List<NodeHealth> others(RoutingState state) {
    List<NodeHealth> eligible = of(state);
    return state.health().nodes().stream()
        .filter(NodeHealth::isKnown)
        .filter(n -> !eligible.contains(n))
        .toList();
  }
}
