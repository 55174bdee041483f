package dev.patchbay.session;

import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives each new session of one listener its node, over all loops: a session counts from the moment
 * it is sent there, so that many who come at once are spread too. Without a lock; two loops that
 * choose at once choose one after the other.
 */
final class Spread {
  private final AtomicReference<Loads> loads = new AtomicReference<>(Loads.NONE);

  /**
   * The route as a session to one of its nodes has it, which counts from now on until {@link
   * #left}. From any loop.
   *
   * @param avoided the node that has just not taken this session
   * @return empty if there is nowhere to go
   */
  Optional<Route> enter(Route route, Optional<NodeId> avoided) {
    if (route.open().isEmpty()) {
      return Optional.empty();
    }
    List<Node> nodes = route.nodes();
    while (true) {
      Loads now = loads.get();
      Node node = now.fewest(nodes, avoided).orElseThrow();
      if (loads.compareAndSet(now, now.plus(node.id(), 1))) {
        return Optional.of(route.at(node));
      }
    }
  }

  /** One that counted has ended, or waits for a node again. From any loop. */
  void left(NodeId node) {
    loads.updateAndGet(now -> now.plus(node, -1));
  }

  Loads loads() {
    return loads.get();
  }
}
