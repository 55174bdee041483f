package dev.patchbay.topology;

import java.util.List;
import java.util.Optional;

/**
 * The nodes that one topology has and the one before it has not, and the other way round.
 *
 * @param added new ids, in the new order
 * @param removed ids that are no more, in the former order
 * @param changed the same id with another address of its server or its agent, as it is now
 * @param reordered whether the nodes that both have stand in another order
 */
public record TopologyChange(
    List<Node> added, List<Node> removed, List<Node> changed, boolean reordered) {

  public TopologyChange {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  static TopologyChange between(Topology before, Topology after) {
    List<Node> changed =
        after.nodes().stream()
            .filter(now -> before.node(now.id()).filter(was -> !was.equals(now)).isPresent())
            .toList();
    return new TopologyChange(
        missing(after, before),
        missing(before, after),
        changed,
        !common(before, after).equals(common(after, before)));
  }

  /** The nodes of this topology whose ids the other one has not. */
  private static List<Node> missing(Topology of, Topology in) {
    return of.nodes().stream().filter(n -> in.node(n.id()).isEmpty()).toList();
  }

  private static List<NodeId> common(Topology of, Topology with) {
    return of.ids().stream().filter(id -> with.node(id).isPresent()).toList();
  }

  /** Whether nothing is different. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && !reordered;
  }

  /** The node as it is now, if its address is another one. */
  public Optional<Node> changed(NodeId id) {
    return changed.stream().filter(n -> n.id().equals(id)).findFirst();
  }
}
