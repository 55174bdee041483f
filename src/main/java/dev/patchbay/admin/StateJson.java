package dev.patchbay.admin;

import dev.patchbay.topology.Node;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.telemetry.events.Check;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.TrafficSwitch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The state: everything that is known now, in one object. */
final class StateJson {
  private final Sources sources;
  private final boolean inactiveListener;

  StateJson(Sources sources, boolean inactiveListener) {
    this.sources = sources;
    this.inactiveListener = inactiveListener;
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
    RoutingState state = sources.router().state();
    JsonArray nodes = new JsonArray();
    state.view().nodes().forEach(node -> nodes.add(node(node, state)));
    return new JsonObject()
        .put("version", sources.version())
        .put("now", Times.text(sources.clock().instant()))
        .put("startedAt", Times.text(sources.startedAt()))
        .put("traffic", traffic(state.traffic()))
        .put("active", listener(Role.ACTIVE, state))
        .put("inactive", inactiveListener ? listener(Role.INACTIVE, state) : null)
        .put("draining", sources.drain().lasting().isPresent())
        .put("nodes", nodes)
        .put("peers", sources.peers().get());
  }

  private static JsonObject traffic(TrafficSwitch traffic) {
    return new JsonObject()
        .put("enabled", traffic.enabled())
        .put("message", Clip.of(traffic.message()))
        .put("since", traffic.lastUpdated().map(Times::text).orElse(null));
  }

  private JsonObject listener(Role role, RoutingState state) {
    Route chosen = sources.choices().firstOf(role, state);
    return new JsonObject()
        .put("node", chosen.node().map(n -> Clip.of(n.name())).orElse(null))
        .put("since", Times.text(chosen.since()))
        .put("reason", Clip.of(reason(chosen, state)))
        .put("generation", state.route(role).generation());
  }

  /** The first route waits for the first checks, and stays if they find no node fit. */
  private static String reason(Route chosen, RoutingState state) {
    boolean first = chosen.generation() == 0;
    return first && state.view().isComplete() ? "no node is healthy" : chosen.reason();
  }

  private JsonObject node(NodeHealth health, RoutingState state) {
    Node node = health.node();
    return new JsonObject()
        .put("name", Clip.of(node.name()))
        .put("host", Clip.of(node.host()))
        .put("port", node.port())
        .put("statusPort", node.statusPort())
        .put("status", status(health))
        .put("since", Times.text(health.since()))
        .put("reason", Clip.of(health.reason()))
        .put("index", health.index().isPresent() ? health.index().getAsLong() : null)
        .put("stateComment", Clip.of(health.stateComment()))
        .put("lastCheck", sources.checks().last(node).map(StateJson::check).orElse(null))
        .put("failedInARow", sources.checks().failedInARow(node))
        .put("roles", roles(node, state))
        .mergeIn(sessions(node))
        .put(
            "bytes",
            new JsonObject()
                .put("toNode", sum(role -> sources.traffic().toNode(role, node)))
                .put("toClient", sum(role -> sources.traffic().toClient(role, node))));
  }

  private static String status(NodeHealth health) {
    return health.isKnown() ? health.status().name().toLowerCase(Locale.ROOT) : "unknown";
  }

  private JsonObject sessions(Node node) {
    JsonObject sessions = new JsonObject();
    JsonObject opened = new JsonObject();
    JsonObject closed = new JsonObject();
    for (Role role : Role.values()) {
      // Each is read once, and those that ended first, so that the three agree with each other.
      long ended = sources.counts().closedTotal(role, node);
      long begun = sources.counts().openedTotal(role, node);
      sessions.put(role.word(), begun - ended);
      opened.put(role.word(), begun);
      closed.put(role.word(), ended);
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

  private JsonArray roles(Node node, RoutingState state) {
    List<Role> listeners = inactiveListener ? List.of(Role.values()) : List.of(Role.ACTIVE);
    return new JsonArray(
        listeners.stream()
            .filter(role -> state.route(role).node().filter(node::equals).isPresent())
            .map(Role::word)
            .toList());
  }

  private static long sum(ToLongFunction<Role> number) {
    return Arrays.stream(Role.values()).mapToLong(number).sum();
  }
}
