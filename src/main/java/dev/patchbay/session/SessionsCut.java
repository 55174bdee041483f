package dev.patchbay.session;

import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.List;
import java.util.Optional;

/**
 * What it took to replace one listener's route.
 *
 * @param sessions how many were cut
 * @param nanos from the moment the route was set until the last loop had cut
 */
public record SessionsCut(
    ListenerId listener, Route before, Route after, int sessions, long nanos) {

  /** The nodes that had sessions before, and may have none any more. */
  public List<Node> left() {
    return left(before, after);
  }

  /** A drain that is over. */
  public record Drained(Node node, NodeDrain.End end) {}

  /** How those of the drains that went on before have ended that do not go on. */
  public List<Drained> drained() {
    return before.drainsGoingOn().stream()
        .flatMap(drain -> end(drain).map(end -> new Drained(drain.node(), end)).stream())
        .toList();
  }

  private Optional<NodeDrain.End> end(NodeDrain drain) {
    return after.drains().stream()
        .filter(drain::isSame)
        .findFirst()
        .map(NodeDrain::end)
        .orElseGet(() -> Optional.of(new NodeDrain.End(NodeDrain.How.REPLACED, after.since())));
  }

  /** The nodes that had sessions under one route, and may have none under the next. */
  public static List<Node> left(Route before, Route after) {
    return before.kept().stream()
        .filter(node -> after.kept().stream().noneMatch(node::isSameServer))
        .toList();
  }
}
