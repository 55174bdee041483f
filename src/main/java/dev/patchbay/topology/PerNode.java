package dev.patchbay.topology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One thing for each node, which begins and ends with the node. Changed on the control loop, read
 * from any thread.
 */
public final class PerNode<T> {
  private final Function<NodeId, T> begin;
  private final Consumer<T> end;
  private final Map<NodeId, T> all = new ConcurrentHashMap<>();

  /** Things that need no end. */
  public PerNode(Function<NodeId, T> begin) {
    this(begin, thing -> {});
  }

  /**
   * @param begin makes a node's thing
   * @param end told the thing of a node that is no more
   */
  public PerNode(Function<NodeId, T> begin, Consumer<T> end) {
    this.begin = begin;
    this.end = end;
  }

  /** Begins for these nodes. */
  public void begin(List<Node> nodes) {
    nodes.forEach(node -> all.computeIfAbsent(node.id(), begin));
  }

  /** Begins for the nodes that were added, and ends for those that were removed. */
  public void change(TopologyChange change) {
    begin(change.added());
    for (Node node : change.removed()) {
      T ended = all.remove(node.id());
      if (ended != null) {
        end.accept(ended);
      }
    }
  }

  /** What this node has; empty if there is no such node, or none any more. */
  public Optional<T> of(NodeId node) {
    return Optional.ofNullable(all.get(node));
  }

  /** What all nodes have, in no order. */
  public List<T> all() {
    return List.copyOf(all.values());
  }
}
