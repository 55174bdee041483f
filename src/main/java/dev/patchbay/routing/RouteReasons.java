package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import java.util.Optional;

/**
 * Why a route replaces the one before it: the first cause that holds, in the order of their weight.
 */
final class RouteReasons {
  private RouteReasons() {}

  /**
   * @param node where the next route leads to
   */
  static Reason why(
      Route before, Optional<Node> node, ActiveChoice chosenActive, RoutingState state) {
    Reason reason = whyMoved(before, node, chosenActive, state);
    return node.filter(n -> !state.intent().isEnabled(n.id()))
        .map(reason::thoughDisabled)
        .orElse(reason);
  }

  private static Reason whyMoved(
      Route before, Optional<Node> node, ActiveChoice chosenActive, RoutingState state) {
    if (before.trafficEnabled() != state.traffic().enabled()) {
      return Reason.trafficSwitched(state.traffic());
    }
    Optional<NodeHealth> chosen = node.flatMap(n -> state.health().of(n.id()));
    if (before.node().isEmpty() && chosenActive.because().isPresent() && chosen.isPresent()) {
      return chosenActive.because().get();
    }
    if (before.node().isEmpty()) {
      return chosen.map(Reason::becameHealthy).orElse(Reason.NO_HEALTHY_NODE);
    }
    Node former = before.node().get();
    Optional<NodeHealth> health = state.health().of(former.id());
    if (health.isEmpty()) {
      return Reason.removed(former);
    }
    if (!health.get().node().isSameServer(former)) {
      return Reason.addressChanged(former);
    }
    if (!health.get().isHealthy()) {
      return Reason.becameUnhealthy(health.get());
    }
    if (chosenActive.because().isPresent()) {
      return chosenActive.because().get();
    }
    Optional<Disabled> disabled = Optional.ofNullable(state.intent().disabled().get(former.id()));
    if (disabled.isPresent()) {
      return Reason.disabled(former, disabled.get());
    }
    return chosen.map(to -> Reason.gaveWay(former, to)).orElse(Reason.NO_HEALTHY_NODE);
  }
}
