package dev.patchbay.telemetry.logging;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Nodes as log data, with the keys that log parsers of a running deployment know: {@code host},
 * {@code port}, {@code status_port}, {@code healthy}, {@code name} and {@code currentSessionCount}.
 * From any thread.
 */
public final class BackendData {
  private final Supplier<Health> health;
  private final ToIntFunction<NodeId> sessions;

  /**
   * @param health what is known of the nodes now; asked from any thread
   * @param sessions how many sessions a node has now; asked from any thread
   */
  public BackendData(Supplier<Health> health, ToIntFunction<NodeId> sessions) {
    this.health = health;
    this.sessions = sessions;
  }

  /** A node as it is now. */
  public Map<String, Object> of(Node node) {
    return of(node, health.get().of(node.id()).filter(NodeHealth::isHealthy).isPresent());
  }

  /** A node of this health. */
  Map<String, Object> of(NodeHealth node) {
    return of(node.node(), node.isHealthy());
  }

  /** A node as it is now, or null. */
  Map<String, Object> of(Optional<Node> node) {
    return node.map(this::of).orElse(null);
  }

  private Map<String, Object> of(Node node, boolean healthy) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("host", node.host());
    data.put("port", node.port());
    data.put("status_port", node.statusPort());
    data.put("healthy", healthy);
    data.put("name", node.name());
    data.put("currentSessionCount", sessions.applyAsInt(node.id()));
    return data;
  }
}
