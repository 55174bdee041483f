package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import java.util.List;
import java.util.Optional;

/**
 * Why a route replaces the one before it: the first cause that holds, in the order of their weight.
 */
final class RouteReasons {
  private RouteReasons() {}

  /**
   * @param nodes where the next route leads to
   */
  static Reason why(
      ListenerSpec listener, List<Node> nodes, ActiveChoice chosenActive, RoutingState state) {
    Reason reason = whyMoved(listener, nodes, chosenActive, state);
    return nodes.stream()
        .filter(n -> !state.intent().isEnabled(n.id()))
        .findFirst()
        .map(reason::thoughDisabled)
        .orElse(reason);
  }

  private static Reason whyMoved(
      ListenerSpec listener, List<Node> nodes, ActiveChoice chosenActive, RoutingState state) {
    Route before = state.route(listener.id());
    if (before.trafficEnabled() != state.traffic().enabled()) {
      return Reason.trafficSwitched(state.traffic());
    }
    Optional<NodeHealth> joined =
        nodes.stream()
            .filter(n -> !before.has(n))
            .findFirst()
            .flatMap(n -> state.health().of(n.id()));
    if (before.places().isEmpty() && chosenActive.because().isPresent() && joined.isPresent()) {
      return chosenActive.because().get();
    }
    return before.nodes().stream()
        .filter(n -> nodes.stream().noneMatch(n::isSameServer))
        .findFirst()
        .map(former -> whyLeft(former, listener, joined, chosenActive, state))
        .or(() -> joined.map(Reason::becameHealthy))
        .orElse(Reason.NO_HEALTHY_NODE);
  }

  private static Reason whyLeft(
      Node former,
      ListenerSpec listener,
      Optional<NodeHealth> joined,
      ActiveChoice chosenActive,
      RoutingState state) {
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
    if (!listener.admits(health.get().node())) {
      return Reason.relabelled(former);
    }
    if (chosenActive.because().isPresent()) {
      return chosenActive.because().get();
    }
    Optional<Disabled> disabled = Optional.ofNullable(state.intent().disabled().get(former.id()));
    if (disabled.isPresent()) {
      return Reason.disabled(former, disabled.get());
    }
    return joined.map(to -> Reason.gaveWay(former, to)).orElse(Reason.NO_HEALTHY_NODE);
  }
}
