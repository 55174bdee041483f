package dev.patchbay.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;

/** States of a proxy as its API tells them, to be changed by a test. */
final class States {
  /** The time on the clock of the proxy; years from any browser's. */
  static final Instant NOW = Instant.parse("2031-05-04T03:12:00.322Z");

  private States() {}

  /**
   * Healthy nodes {@code mysql/0} and on; the first has been active for 3 h 12 min, 214 sessions.
   */
  static JsonObject healthy(int count) {
    JsonArray nodes = new JsonArray();
    IntStream.range(0, count).forEach(i -> nodes.add(node(i)));
    JsonObject state =
        new JsonObject()
            .put("version", "1.2.3")
            .put("now", ago(0))
            .put("startedAt", ago(90_000))
            .put(
                "traffic",
                new JsonObject().put("enabled", true).put("message", "").putNull("since"))
            .put(
                "active",
                new JsonObject()
                    .put("node", "mysql/0")
                    .put("since", ago(3 * 3600 + 12 * 60))
                    .put("reason", "mysql/1 became unhealthy: health agent answered 503")
                    .put("reasonCode", "became_unhealthy")
                    .put("generation", 3)
                    .putNull("draining"))
            .putNull("inactive")
            .put("held", 0)
            .put("draining", false)
            .put("nodes", nodes)
            .put("peers", new JsonArray())
            .put("disagreement", new JsonArray())
            .putNull("switchover")
            .putNull("claim");
    node(state, 0).put("roles", new JsonArray().add("active")).put("sessions", byRole(214));
    return state;
  }

  static JsonObject node(JsonObject state, int i) {
    return state.getJsonArray("nodes").getJsonObject(i);
  }

  /** Makes this node sick for 4 min. */
  static JsonObject sick(JsonObject state, int i) {
    node(state, i)
        .put("status", "unhealthy")
        .put("since", ago(240))
        .put("reason", "health agent answered 503")
        .put("failedInARow", 480);
    return state;
  }

  /** An operator took this node out 14 min ago. */
  static JsonObject disabled(JsonObject state, int i, String message) {
    node(state, i)
        .put("enabled", false)
        .put(
            "disabled",
            new JsonObject()
                .put("message", message)
                .put("by", "proxy")
                .put("remote", "10.0.0.7")
                .put("since", ago(840)));
    return state;
  }

  /** The traffic has moved from {@code mysql/1} to the first node, which is drained for 30 s. */
  static JsonObject draining(JsonObject state, int sessionsLeft) {
    state
        .getJsonObject("active")
        .put(
            "draining",
            new JsonObject()
                .put("node", "mysql/1")
                .put("since", ago(7))
                .put("deadline", ago(-23))
                .put("sessionsLeft", sessionsLeft));
    return state.put(
        "switchover",
        new JsonObject()
            .put("from", "mysql/1")
            .put("to", "mysql/0")
            .put("mode", "drain")
            .put("state", "draining")
            .put("since", ago(7))
            .put("deadline", ago(-23))
            .put("by", "proxy")
            .put("remote", "10.0.0.7")
            .put("message", "kernel update")
            .put("sessionsLeft", sessionsLeft)
            .putNull("ended")
            .put("warning", "Two nodes take writes until the drain ends: mysql/1 and mysql/0."));
  }

  /** No node is active, for this reason, for 2 min. */
  static JsonObject nobody(JsonObject state, String reason) {
    state.getJsonObject("active").putNull("node").put("since", ago(120)).put("reason", reason);
    state.getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .forEach(n -> n.put("roles", new JsonArray()).put("sessions", byRole(0)));
    return state;
  }

  static String ago(long seconds) {
    return NOW.minusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  static JsonObject event(long id, String kind, String text) {
    return new JsonObject().put("id", id).put("at", ago(60)).put("kind", kind).put("text", text);
  }

  static JsonObject peer(String uri, String active) {
    return new JsonObject()
        .put("uri", uri)
        .put("link", "https://" + uri + "/")
        .put("self", false)
        .put("asked", ago(2))
        .put("reachable", true)
        .putNull("error")
        .put("active", active)
        .put("trafficEnabled", true)
        .put("message", "")
        .put("sessions", 7)
        .put("healthy", 3)
        .put("nodes", 3);
  }

  /** What the API says of the past: nothing. */
  static JsonObject noHistory() {
    return new JsonObject()
        .put("stepSeconds", 5)
        .put("newestAt", ago(0))
        .put("nodes", new JsonArray());
  }

  private static JsonObject node(int i) {
    return new JsonObject()
        .put("name", "mysql/" + i)
        .put("host", "10.0.16." + (10 + i))
        .put("port", 3306)
        .put("statusPort", 9201)
        .put("priority", 0)
        .put("enabled", true)
        .putNull("disabled")
        .put("status", "healthy")
        .put("since", ago(80_000))
        .put("reason", "health agent answered 200")
        .put("index", i)
        .put("stateComment", "Synced")
        .put(
            "lastCheck",
            new JsonObject()
                .put("at", ago(0))
                .put("milliseconds", 1.4)
                .put("healthy", true)
                .put("answer", "health agent answered 200"))
        .put("failedInARow", 0)
        .put("roles", new JsonArray())
        .put("sessions", byRole(0))
        .put("opened", byRole(10_312))
        .put("closed", byRole(10_098))
        .put("bytes", new JsonObject().put("toNode", 123_400_000).put("toClient", 5_678_000_000L));
  }

  private static JsonObject byRole(int active) {
    return new JsonObject().put("active", active).put("inactive", 0);
  }
}
