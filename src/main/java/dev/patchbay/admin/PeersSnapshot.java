package dev.patchbay.admin;

import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerView;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.RoutingState;
import java.time.Instant;
import java.util.List;

/**
 * All that the springboard shows, at one moment.
 *
 * @param state this proxy's own
 * @param sessions this proxy's own, of both listeners
 * @param disagreement who sends clients where, if that is not the same node for all; else empty
 */
record PeersSnapshot(
    Instant now,
    RoutingState state,
    int sessions,
    List<PeerView> peers,
    List<Opinion> disagreement) {

  static PeersSnapshot take(ApiModel model, PeerWatch watch) {
    return new PeersSnapshot(
        model.clock().instant(),
        model.router().state(),
        model.counts().total(),
        watch.views(),
        watch.disagreement());
  }
}
