package dev.patchbay.topology;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes and the listeners before them. A reload replaces the whole.
 *
 * @param nodes in configuration order, no two with the same id
 * @param listeners in the order in which they are opened, no two with the same id
 */
public record Topology(List<Node> nodes, List<ListenerSpec> listeners) {

  /**
   * @throws IllegalArgumentException if two nodes, or two listeners, have the same id
   */
  public Topology {
    nodes = List.copyOf(nodes);
    listeners = List.copyOf(listeners);
    requireDistinct(nodes.stream().map(Node::id).toList());
    requireDistinct(listeners.stream().map(ListenerSpec::id).toList());
  }

  private static void requireDistinct(List<?> ids) {
    Set<Object> seen = new HashSet<>();
    for (Object id : ids) {
      if (!seen.add(id)) {
        throw new IllegalArgumentException(id + " is there twice");
      }
    }
  }

  /** The node of this id, if there is one. */
  public Optional<Node> node(NodeId id) {
    return nodes.stream().filter(n -> n.id().equals(id)).findFirst();
  }

  /** The listener of this id, if there is one. */
  public Optional<ListenerSpec> listener(ListenerId id) {
    return listeners.stream().filter(l -> l.id().equals(id)).findFirst();
  }

  /** The ids of the nodes, in configuration order. */
  public List<NodeId> ids() {
    return nodes.stream().map(Node::id).toList();
  }

  /** The ids of the listeners, in their order. */
  public List<ListenerId> listenerIds() {
    return listeners.stream().map(ListenerSpec::id).toList();
  }

  /** This topology with other nodes. */
  public Topology withNodes(List<Node> others) {
    return new Topology(others, listeners);
  }

  /** What is different in the topology that follows this one. */
  public TopologyChange changeTo(Topology next) {
    return TopologyChange.between(this, next);
  }
}
