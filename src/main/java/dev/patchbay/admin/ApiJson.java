package dev.patchbay.admin;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.TrafficSwitch;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.topology.Node;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The API's answers, as pure functions of the state. The order of the keys is part of them. */
final class ApiJson {
  /** What the reference says while nobody has updated anything: its zero time. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private ApiJson() {}

  static Buffer backends(RoutingState state, SessionCounts counts) {
    Optional<Node> active = state.active().node();
    JsonArray all = new JsonArray();
    for (NodeHealth health : state.health().nodes()) {
      Node node = health.node();
      all.add(
          new JsonObject()
              .put("host", node.host())
              .put("port", node.port())
              .put("healthy", health.isHealthy())
              .put("name", node.name())
              .put("currentSessionCount", counts.of(node.id()))
              .put("active", active.filter(node::isSameServer).isPresent())
              .put("trafficEnabled", state.traffic().enabled()));
    }
    return all.toBuffer();
  }

  static Buffer cluster(RoutingState state) {
    TrafficSwitch traffic = state.traffic();
    return new JsonObject()
        .put("activeBackend", state.active().node().map(ApiJson::activeBackend).orElse(null))
        .put("trafficEnabled", traffic.enabled())
        .put("message", traffic.message())
        .put("lastUpdated", traffic.lastUpdated().map(Instant::toString).orElse(NEVER))
        .toBuffer();
  }

  /**
   * @param lasting how long the proxy has been draining; empty if it is not
   */
  static Buffer drain(Optional<Duration> lasting, int sessions) {
    return new JsonObject()
        .put("draining", lasting.isPresent())
        .put("seconds", lasting.map(Duration::toSeconds).orElse(0L))
        .put("sessions", sessions)
        .toBuffer();
  }

  private static JsonObject activeBackend(Node node) {
    return new JsonObject()
        .put("host", node.host())
        .put("port", node.port())
        .put("name", node.name());
  }
}
