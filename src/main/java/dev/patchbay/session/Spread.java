package dev.patchbay.session;

import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Gives each new session of one listener its node, over all loops: a session counts from the moment
 * it is sent there, so that many who come at once are spread too. Without a lock; two loops that
 * choose at once choose one after the other.
 *
 * <p>A node that has just not served a session is the last resort for a while. It has the fewest
 * sessions because it serves none, and would be given every one, until its agent notices.
 */
final class Spread {
  /** Longer than it takes to check a node, short enough to try it again soon. */
  static final long LAST_RESORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AtomicReference<Loads> loads = new AtomicReference<>(Loads.NONE);

  /** When each has last not served one; those of nodes that are no more are few. */
  private final Map<NodeId, Long> failures = new ConcurrentHashMap<>();

  private final LongSupplier nanoTime;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Spread(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

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
    List<Node> nodes = candidates(route);
    while (true) {
      Loads now = loads.get();
      Node node = now.fewest(nodes, avoided).orElseThrow();
      if (loads.compareAndSet(now, now.plus(node.id(), 1))) {
        return Optional.of(route.at(node));
      }
    }
  }

  private List<Node> candidates(Route route) {
    List<Node> nodes = route.nodes();
    if (failures.isEmpty()) {
      return nodes;
    }
    long now = nanoTime.getAsLong();
    failures.values().removeIf(at -> now - at >= LAST_RESORT_NANOS);
    List<Node> good = nodes.stream().filter(n -> !failures.containsKey(n.id())).toList();
    return good.isEmpty() ? nodes : good;
  }

  /** The node that would be asked something now, which counts nowhere. From any loop. */
  Optional<Node> peek(Route route) {
    return route.open().isEmpty()
        ? Optional.empty()
        : loads.get().fewest(candidates(route), Optional.empty());
  }

  /** This node has not served a session that was sent there. From any loop. */
  void failed(NodeId node) {
    failures.put(node, nanoTime.getAsLong());
  }

  /** One that counted has ended, or waits for a node again. From any loop. */
  void left(NodeId node) {
    loads.updateAndGet(now -> now.plus(node, -1));
  }

  Loads loads() {
    return loads.get();
  }
}
