package dev.patchbay.admin;

import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Switchover;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last switchover, and the drain that it may have begun, as JSON. */
final class SwitchoverJson {
  private SwitchoverJson() {}

  /** null if there was none. */
  static JsonObject of(RoutingState state, SessionCounts counts) {
    return state.intent().switchover().map(s -> of(s, state, counts)).orElse(null);
  }

  private static JsonObject of(Switchover switchover, RoutingState state, SessionCounts counts) {
    // A drain of an earlier switchover is over, and none of this one's business.
    Map<ListenerId, NodeDrain> drains = new LinkedHashMap<>();
    for (ListenerSpec listener : state.topology().listeners()) {
      if (listener.selector() == Selector.ACTIVE) {
        state
            .route(listener.id())
            .drain()
            .filter(d -> d.since().equals(switchover.since()))
            .ifPresent(d -> drains.put(listener.id(), d));
      }
    }
    // The last one that ended is the end of all.
    Optional<NodeDrain> drain =
        drains.values().stream().max(Comparator.comparing(SwitchoverJson::endsAt));
    Optional<NodeDrain> goingOn = drain.filter(NodeDrain::isGoingOn);
    return new JsonObject()
        .put("from", switchover.from().map(NodeId::name).map(Clip::of).orElse(null))
        .put("to", Clip.of(switchover.to().name()))
        .put("mode", switchover.drain().isZero() ? "cut" : "drain")
        .put("state", goingOn.isPresent() ? "draining" : "done")
        .put("since", Times.text(switchover.since()))
        .put("deadline", drain.map(d -> Times.text(d.until())).orElse(null))
        .put("by", switchover.by().name().isEmpty() ? null : Clip.of(switchover.by().name()))
        .put("remote", switchover.by().name().isEmpty() ? null : switchover.by().address())
        .put("message", Clip.of(switchover.message()))
        .put("sessionsLeft", left(drains, counts))
        .put("ended", drain.flatMap(NodeDrain::end).map(SwitchoverJson::end).orElse(null))
        .put("warning", goingOn.map(d -> warning(d, state.active())).orElse(null));
  }

  private static Instant endsAt(NodeDrain drain) {
    return drain.end().map(NodeDrain.End::at).orElse(Instant.MAX);
  }

  /** At all listeners that send their sessions to the active node. */
  private static int left(Map<ListenerId, NodeDrain> drains, SessionCounts counts) {
    return drains.entrySet().stream()
        .filter(e -> e.getValue().isGoingOn())
        .mapToInt(e -> left(e.getValue(), e.getKey(), counts))
        .sum();
  }

  private static JsonObject end(NodeDrain.End end) {
    return new JsonObject()
        .put("how", end.how().word())
        .put("at", Times.text(end.at()))
        .put("text", end.how().text());
  }

  private static String warning(NodeDrain drain, Route route) {
    return "Two nodes take writes until the drain ends: "
        + Clip.of(drain.node().name())
        + " and "
        + route.node().map(n -> Clip.of(n.name())).orElse("none")
        + ".";
  }

  /** The drain of one listener, of several the last that has begun; null if none goes on. */
  static JsonObject draining(ListenerId listener, Route route, SessionCounts counts) {
    return route.draining().map(drain -> goingOn(drain, listener, counts)).orElse(null);
  }

  /** All drains of one listener that go on, in the order they began. */
  static JsonArray drains(ListenerId listener, Route route, SessionCounts counts) {
    return new JsonArray(
        route.drainsGoingOn().stream().map(drain -> goingOn(drain, listener, counts)).toList());
  }

  private static JsonObject goingOn(NodeDrain drain, ListenerId listener, SessionCounts counts) {
    return new JsonObject()
        .put("node", Clip.of(drain.node().name()))
        .put("since", Times.text(drain.since()))
        .put("deadline", Times.text(drain.until()))
        .put("sessionsLeft", left(drain, listener, counts));
  }

  private static int left(NodeDrain drain, ListenerId listener, SessionCounts counts) {
    return counts.of(listener, drain.node().id());
  }
}
