package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Topology;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that decides where traffic goes, at one moment: what is configured, what is known of the
 * nodes, what the operator wants, and the routes that follow from these. Immutable.
 *
 * @param health of exactly the nodes of the topology, in its order
 * @param routes one for each listener of the topology
 * @param begun whether the first choice has been due: from then on a node that is not known yet
 *     keeps nobody waiting
 * @param claims what this proxy and the others say about the active node
 */
public record RoutingState(
    Topology topology,
    Health health,
    Intent intent,
    Map<ListenerId, Route> routes,
    boolean begun,
    Claims claims) {

  public RoutingState {
    Objects.requireNonNull(topology, "topology");
    Objects.requireNonNull(health, "health");
    Objects.requireNonNull(intent, "intent");
    routes = Map.copyOf(routes);
    Objects.requireNonNull(claims, "claims");
  }

  RoutingState with(Topology next, Health known) {
    return new RoutingState(next, known, intent, routes, begun, claims);
  }

  RoutingState with(Intent next) {
    return new RoutingState(topology, health, next, routes, begun, claims);
  }

  RoutingState with(Claims next) {
    return new RoutingState(topology, health, intent, routes, begun, next);
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

  /**
   * What this proxy says to the others: nothing while it has no node, for then its claim is for one
   * that it has lost itself, and whoever has none either must not take it.
   */
  public Optional<Claim> claim() {
    return active().node().isPresent() ? claims.own() : Optional.empty();
  }

  /** The claim, and the nodes that this proxy may choose. */
  public Optional<Said> said() {
    return claim()
        .map(
            claim ->
                new Said(
                    claim,
                    Eligible.of(this).stream()
                        .limit(Said.MOST_NODES)
                        .map(n -> UsableNode.of(n.node()))
                        .toList()));
  }

  /** The operator's switch. */
  public TrafficSwitch traffic() {
    return intent.traffic();
  }

  /**
   * Whether another proxy has left, for what it says is a cause, the node that is active here: a
   * reason to check that node now.
   */
  public boolean isContradicted() {
    Optional<Node> node = active().node();
    return node.isPresent()
        && claims
            .others()
            .map(Claims.Heard::claim)
            .filter(claim -> claims.own().map(claim::isAbove).orElse(true))
            .anyMatch(claim -> !claim.isFor(node.get()));
  }
}
