package dev.patchbay.admin;

import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerView;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.topology.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The proxies as JSON. */
public final class PeersJson {
  private PeersJson() {}

  /** All that the springboard shows. */
  static JsonObject of(PeersSnapshot all) {
    return new JsonObject()
        .put("now", Times.text(all.now()))
        .put("own", own(all.state(), all.sessions()))
        .put("disagreement", disagreement(all.disagreement()))
        .put("peers", of(all.peers()));
  }

  /** The entries of API.ProxyURIs. */
  public static JsonArray of(List<PeerView> peers) {
    return new JsonArray(peers.stream().map(PeersJson::of).toList());
  }

  /** Who sends clients where, if that is not the same node for all; else empty. */
  public static JsonArray disagreement(List<Opinion> opinions) {
    return new JsonArray(opinions.stream().map(PeersJson::of).toList());
  }

  private static JsonObject own(RoutingState state, int sessions) {
    Route active = state.active();
    return new JsonObject()
        .put(
            "active",
            new JsonObject()
                .put("node", active.node().map(Node::name).map(Clip::of).orElse(null))
                .put("since", Times.text(active.since()))
                .put("reason", Clip.of(active.reason().text()))
                .put("reasonCode", active.reason().code().word()))
        .put("trafficEnabled", state.traffic().enabled())
        .put("message", Clip.of(state.traffic().message()))
        .put("sessions", sessions)
        .put("healthy", state.health().healthy().size())
        .put("nodes", state.health().nodes().size());
  }

  private static JsonObject of(Opinion opinion) {
    return new JsonObject()
        .put("proxy", Clip.of(opinion.proxy()))
        .put("active", Clip.of(opinion.active()));
  }

  private static JsonObject of(PeerView peer) {
    return new JsonObject()
        .put("uri", Clip.of(peer.name()))
        .put("link", Clip.of(peer.uri().link()))
        .put("self", peer.self())
        .put("asked", peer.asked().map(Times::text).orElse(null))
        .put("reachable", peer.facts().isPresent())
        .put("error", peer.error().map(Clip::of).orElse(null))
        .put("active", fact(peer, facts -> facts.active().map(Clip::of).orElse(null)))
        .put("trafficEnabled", fact(peer, PeerFacts::trafficEnabled))
        .put("message", fact(peer, facts -> Clip.of(facts.message())))
        .put("sessions", fact(peer, PeerFacts::sessions))
        .put("healthy", fact(peer, PeerFacts::healthy))
        .put("nodes", fact(peer, PeerFacts::nodes));
  }

  private static <T> T fact(PeerView peer, Function<PeerFacts, T> fact) {
    Optional<PeerFacts> facts = peer.facts();
    return facts.isPresent() ? fact.apply(facts.get()) : null;
  }
}
