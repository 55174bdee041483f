package dev.patchbay.session;

import dev.patchbay.routing.Route;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.List;

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

  static List<Node> left(Route before, Route after) {
    return before.kept().stream()
        .filter(node -> after.kept().stream().noneMatch(node::isSameServer))
        .toList();
  }
}
