package dev.patchbay.admin;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Disabled;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.TrafficSwitch;
import dev.patchbay.telemetry.events.Check;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The state: everything that is known now, in one object. */
final class StateJson {
  /** The two that have always been described, whether or not the second one is there. */
  private static final List<ListenerId> CLASSIC = List.of(ListenerId.ACTIVE, ListenerId.INACTIVE);

  private final ApiModel model;

  StateJson(ApiModel model) {
    this.model = model;
  }

  /** This state without what moves all by itself: the time, and when somebody was asked. */
  static JsonObject still(JsonObject state) {
    JsonObject still = state.copy();
    still.remove("now");
    for (Object node : still.getJsonArray("nodes")) {
      ((JsonObject) node).remove("lastCheck");
      ((JsonObject) node).remove("failedInARow");
    }
    for (Object peer : still.getJsonArray("peers")) {
      ((JsonObject) peer).remove("asked");
    }
    return still;
  }

  /** The whole state. */
  JsonObject now() {
    RoutingState state = model.router().state();
    JsonArray nodes = new JsonArray();
    state.health().nodes().forEach(node -> nodes.add(node(node, state)));
    return new JsonObject()
        .put("version", model.version())
        .put("now", Times.text(model.clock().instant()))
        .put("startedAt", Times.text(model.startedAt()))
        .put("traffic", traffic(state.traffic()))
        .put("active", listener(ListenerId.ACTIVE, state))
        .put(
            "inactive",
            state.routes().containsKey(ListenerId.INACTIVE)
                ? listener(ListenerId.INACTIVE, state)
                : null)
        .put("listeners", others(state))
        .put("held", model.sessions().held())
        .put("draining", model.drain().lasting().isPresent())
        .put("nodes", nodes)
        .put("peers", model.peers().get())
        .put("disagreement", model.disagreement().get())
        .put("switchover", SwitchoverJson.of(state, model.counts()))
        .put("claim", state.claim().map(ClaimJson::of).orElse(null));
  }

  private static JsonObject traffic(TrafficSwitch traffic) {
    return new JsonObject()
        .put("enabled", traffic.enabled())
        .put("message", Clip.of(traffic.message()))
        .put("since", traffic.lastUpdated().map(Times::text).orElse(null));
  }

  /** The listeners besides the two. */
  private JsonArray others(RoutingState state) {
    JsonArray others = new JsonArray();
    for (ListenerSpec spec : state.topology().listeners()) {
      if (!CLASSIC.contains(spec.id())) {
        others.add(
            new JsonObject()
                .put("name", spec.id().word())
                .put("port", spec.listens() ? spec.port() : null)
                .put("protocol", spec.mysql().isPresent() ? "mysql" : "raw")
                .put("choice", spec.selector().name().toLowerCase(Locale.ROOT))
                .put("labels", new JsonArray(spec.labels()))
                .put("nodes", names(state.route(spec.id())))
                .mergeIn(listener(spec.id(), state))
                .put(
                    "drains",
                    SwitchoverJson.drains(spec.id(), state.route(spec.id()), model.counts())));
      }
    }
    return others;
  }

  private static JsonArray names(Route route) {
    return new JsonArray(route.nodes().stream().map(node -> Clip.of(node.name())).toList());
  }

  private JsonObject listener(ListenerId listener, RoutingState state) {
    Route route = state.route(listener);
    boolean one =
        state.topology().listener(listener).filter(l -> l.selector().isOfOneNode()).isPresent();
    return new JsonObject()
        .put("node", route.node().filter(n -> one).map(n -> Clip.of(n.name())).orElse(null))
        .put("since", Times.text(route.choice().since()))
        .put("reason", Clip.of(route.choice().reason().text()))
        .put("reasonCode", route.choice().reason().code().word())
        .put("generation", route.generation())
        .put("draining", SwitchoverJson.draining(listener, route, model.counts()));
  }

  JsonObject node(NodeHealth health, RoutingState state) {
    Node node = health.node();
    return new JsonObject()
        .put("name", Clip.of(node.name()))
        .put("host", Clip.of(node.host()))
        .put("port", node.port())
        .put("statusPort", node.statusPort())
        .put("priority", node.priority())
        .put("labels", new JsonArray(node.labels()))
        .put("enabled", state.intent().isEnabled(node.id()))
        .put("disabled", disabled(state.intent().disabled().get(node.id())))
        .put("status", status(health))
        .put("since", Times.text(health.since()))
        .put("reason", Clip.of(health.reason()))
        .put("index", health.index().isPresent() ? health.index().getAsLong() : null)
        .put("stateComment", Clip.of(health.stateComment()))
        .put("lastCheck", model.checks().last(node.id()).map(StateJson::check).orElse(null))
        .put("failedInARow", model.checks().failedInARow(node.id()))
        .put("roles", roles(node, state))
        .mergeIn(sessions(node, state))
        .put(
            "bytes",
            new JsonObject()
                .put("toNode", sum(state, l -> model.traffic().toNode(l, node.id())))
                .put("toClient", sum(state, l -> model.traffic().toClient(l, node.id()))));
  }

  private static JsonObject disabled(Disabled disabled) {
    return disabled == null
        ? null
        : new JsonObject()
            .put("message", Clip.of(disabled.message()))
            .put("by", Clip.of(disabled.by().name()))
            .put("remote", Clip.of(disabled.by().address()))
            .put("since", Times.text(disabled.since()));
  }

  private static String status(NodeHealth health) {
    return health.isKnown() ? health.status().name().toLowerCase(Locale.ROOT) : "unknown";
  }

  private JsonObject sessions(Node node, RoutingState state) {
    JsonObject sessions = new JsonObject();
    JsonObject opened = new JsonObject();
    JsonObject closed = new JsonObject();
    Set<ListenerId> listeners = new LinkedHashSet<>(CLASSIC);
    listeners.addAll(state.topology().listenerIds());
    for (ListenerId listener : listeners) {
      // Each is read once, and those that ended first, so that the three agree with each other.
      long ended = model.counts().closedTotal(listener, node.id());
      long begun = model.counts().openedTotal(listener, node.id());
      sessions.put(listener.word(), Math.max(0, begun - ended));
      opened.put(listener.word(), begun);
      closed.put(listener.word(), ended);
    }
    return new JsonObject().put("sessions", sessions).put("opened", opened).put("closed", closed);
  }

  private static JsonObject check(Check check) {
    return new JsonObject()
        .put("at", Times.text(check.at()))
        .put("milliseconds", check.milliseconds())
        .put("healthy", check.healthy())
        .put("answer", check.answer());
  }

  private static JsonArray roles(Node node, RoutingState state) {
    return new JsonArray(
        state.topology().listenerIds().stream()
            .filter(l -> state.route(l).has(node))
            .map(ListenerId::word)
            .toList());
  }

  private static long sum(RoutingState state, ToLongFunction<ListenerId> number) {
    return state.topology().listenerIds().stream().mapToLong(number).sum();
  }
}
