package dev.patchbay.health;

import dev.patchbay.topology.Node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every node's health at one moment, in configuration order. Immutable: the health monitor makes a
 * new one for each change, everybody else reads.
 */
public record Health(List<NodeHealth> nodes) {

  public Health {
    nodes = List.copyOf(nodes);
  }

  /** The view at start: no node has been checked. */
  public static Health unknown(List<Node> backends, Instant now) {
    return new Health(backends.stream().map(b -> NodeHealth.unknown(b, now)).toList());
  }

  /** True once every node has had its first verdict, or need not be waited for. */
  public boolean isComplete() {
    return nodes.stream().noneMatch(NodeHealth::isAwaited);
  }

  /** The health of one node; empty when the node is not in this cluster. */
  public Optional<NodeHealth> of(Node backend) {
    return nodes.stream().filter(n -> n.node().equals(backend)).findFirst();
  }

  /** The healthy nodes, in configuration order. */
  public List<NodeHealth> healthy() {
    return nodes.stream().filter(NodeHealth::isHealthy).toList();
  }

  /** The nodes that were checked and found unfit, in configuration order. */
  public List<NodeHealth> unhealthy() {
    return nodes.stream().filter(n -> n.isKnown() && !n.isHealthy()).toList();
  }

  /**
   * This view with one node's health replaced.
   *
   * @throws IllegalArgumentException if the node is not in this cluster
   */
  public Health with(NodeHealth changed) {
    List<NodeHealth> next = new ArrayList<>(nodes);
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i).node().equals(changed.node())) {
        next.set(i, changed);
        return new Health(next);
      }
    }
    throw new IllegalArgumentException(changed.node() + " is not a node of this cluster");
  }
}
