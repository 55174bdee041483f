package dev.patchbay.peers;

import dev.patchbay.routing.RoutingState;
import dev.patchbay.topology.Node;
import java.util.Optional;

/**
 * What a proxy says of itself.
 *
 * @param active name of the node that takes its traffic; empty if it has none
 * @param message what the operator said about the traffic; may be empty text
 * @param sessions now, on both listeners
 * @param healthy how many of the nodes are
 */
public record PeerFacts(
    Optional<String> active,
    boolean trafficEnabled,
    String message,
    int sessions,
    int healthy,
    int nodes) {

  /** This proxy's own. */
  public static PeerFacts of(RoutingState state, int sessions) {
    return new PeerFacts(
        state.active().node().map(Node::name),
        state.traffic().enabled(),
        state.traffic().message(),
        sessions,
        state.health().healthy().size(),
        state.health().nodes().size());
  }
}
