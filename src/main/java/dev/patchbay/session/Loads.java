package dev.patchbay.session;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many sessions of one listener each node has, those on their way there included. Immutable.
 *
 * @param sessions more than 0 each; a node that has none is not in it
 */
record Loads(Map<NodeId, Integer> sessions) {
  static final Loads NONE = new Loads(Map.of());

  Loads {
    sessions = Map.copyOf(sessions);
  }

  int of(NodeId node) {
    return sessions.getOrDefault(node, 0);
  }

  /**
   * The node that the next session goes to: the one with the fewest, of several the first.
   *
   * @param nodes that may be chosen, in the order of choice
   * @param avoided one that has just not taken this session: the last resort
   * @return empty if there are none
   */
  Optional<Node> fewest(List<Node> nodes, Optional<NodeId> avoided) {
    Node fewest = null;
    for (Node node : nodes) {
      boolean avoid = avoided.isPresent() && avoided.get().equals(node.id()) && nodes.size() > 1;
      if (!avoid && (fewest == null || of(node.id()) < of(fewest.id()))) {
        fewest = node;
      }
    }
    return Optional.ofNullable(fewest);
  }

  /** With this many sessions more at that node; negative for fewer. */
  Loads plus(NodeId node, int more) {
    Map<NodeId, Integer> next = new HashMap<>(sessions);
    next.merge(node, more, Integer::sum);
    next.values().removeIf(count -> count <= 0);
    return new Loads(next);
  }
}
