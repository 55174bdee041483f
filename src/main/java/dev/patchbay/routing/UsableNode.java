package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.Objects;

/**
 * A node that a proxy may choose, as it tells the others.
 *
 * @param node its name there
 * @param address of its MySQL server, as host:port, for proxies that have it by another name
 */
public record UsableNode(NodeId node, String address) {
  public UsableNode {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(address, "address");
  }

  static UsableNode of(Node node) {
    return new UsableNode(node.id(), node.address());
  }

  /** Whether it is this node, by whichever name. */
  boolean is(Node other) {
    return other.isKnownAs(node, address);
  }
}
