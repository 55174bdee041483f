package dev.patchbay.health;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
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

  /** At start: no node has been checked. */
  public static Health unknown(List<Node> nodes, Instant now) {
    return new Health(nodes.stream().map(n -> NodeHealth.unknown(n, now)).toList());
  }

  /** True once every node has had its first verdict, or need not be waited for. */
  public boolean isComplete() {
    return nodes.stream().noneMatch(NodeHealth::isAwaited);
  }

  /** The health of one node; empty when the node is not in this cluster. */
  public Optional<NodeHealth> of(NodeId node) {
    return nodes.stream().filter(n -> n.node().id().equals(node)).findFirst();
  }

  /** The healthy nodes, in configuration order. */
  public List<NodeHealth> healthy() {
    return nodes.stream().filter(NodeHealth::isHealthy).toList();
  }

  /** The nodes that were checked and found unhealthy, in configuration order. */
  public List<NodeHealth> unhealthy() {
    return nodes.stream().filter(n -> n.isKnown() && !n.isHealthy()).toList();
  }

  /**
   * This health with one node's replaced.
   *
   * @throws IllegalArgumentException if the node is not in this cluster
   */
  public Health with(NodeHealth changed) {
    List<NodeHealth> next = new ArrayList<>(nodes);
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i).node().id().equals(changed.node().id())) {
        next.set(i, changed);
        return new Health(next);
      }
    }
    throw new IllegalArgumentException(changed.node() + " is not a node of this cluster");
  }

  /**
   * What of this holds for these nodes, in their order: a node that is new, or whose MySQL server
   * is another one, is not known yet. One whose agent alone has another address is what it was,
   * until the next check.
   */
  public Health of(List<Node> configured, Instant now) {
    if (configured.equals(nodes.stream().map(NodeHealth::node).toList())) {
      return this;
    }
    return new Health(
        configured.stream()
            .map(
                node ->
                    of(node.id())
                        .filter(known -> known.node().isSameServer(node))
                        .map(known -> known.of(node))
                        .orElseGet(() -> NodeHealth.unknown(node, now)))
            .toList());
  }
}
