package dev.patchbay.session;

import dev.patchbay.topology.NodeId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * By which id each client that the proxy has greeted knows its connection, and by which its node
 * does, over all listeners; as long as the session lives. From any thread.
 */
final class ConnectionIds {
  private record OfNode(NodeId node, long id) {}

  private final Map<Long, OfNode> byTold = new ConcurrentHashMap<>();

  /** A session has begun. {@link #left} must follow. */
  void entered(long told, NodeId node, long ofNode) {
    byTold.put(told, new OfNode(node, ofNode));
  }

  /** It has ended; without effect the second time. */
  void left(long told) {
    byTold.remove(told);
  }

  /** This node's own id for one that a client was told; empty if there is no such session there. */
  OptionalLong at(NodeId node, long told) {
    OfNode found = byTold.get(told);
    return found != null && found.node().equals(node)
        ? OptionalLong.of(found.id())
        : OptionalLong.empty();
  }

  /** How many there are. */
  int size() {
    return byTold.size();
  }
}
