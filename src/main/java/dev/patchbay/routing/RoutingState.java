package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Topology;
import java.util.Map;
import java.util.Objects;

/**
 * All that decides where traffic goes, at one moment: what is configured, what is known of the
 * nodes, what the operator wants, and the routes that follow from these. Immutable.
 *
 * @param health of exactly the nodes of the topology, in its order
 * @param routes one for each listener of the topology
 * @param begun whether the first choice has been due: from then on a node that is not known yet
 *     keeps nobody waiting
 */
public record RoutingState(
    Topology topology, Health health, Intent intent, Map<ListenerId, Route> routes, boolean begun) {

  public RoutingState {
    Objects.requireNonNull(topology, "topology");
    Objects.requireNonNull(health, "health");
    Objects.requireNonNull(intent, "intent");
    routes = Map.copyOf(routes);
  }

  /**
   * The route of one listener.
   *
   * @throws IllegalArgumentException if there is no such listener
   */
  public Route route(ListenerId listener) {
    Route route = routes.get(listener);
    if (route == null) {
      throw new IllegalArgumentException("no listener " + listener);
    }
    return route;
  }

  /** The route of {@link ListenerId#ACTIVE}, which every topology has. */
  public Route active() {
    return route(ListenerId.ACTIVE);
  }

  /** The operator's switch. */
  public TrafficSwitch traffic() {
    return intent.traffic();
  }
}
