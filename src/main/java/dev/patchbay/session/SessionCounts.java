package dev.patchbay.session;

import dev.patchbay.topology.Node;
import dev.patchbay.routing.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many sessions each node has had since the start, and has now, by listener. Written by the
 * event loops once at a session's begin and once at its end, read from any thread.
 */
public final class SessionCounts implements SessionObserver {
  private record Totals(AtomicLong opened, AtomicLong closed) {}

  private final Map<Role, Map<Node, Totals>> counts = new EnumMap<>(Role.class);

  /** Counts for these nodes, all zero. */
  public SessionCounts(List<Node> backends) {
    for (Role role : Role.values()) {
      Map<Node, Totals> byNode = new HashMap<>();
      backends.forEach(b -> byNode.put(b, new Totals(new AtomicLong(), new AtomicLong())));
      counts.put(role, Map.copyOf(byNode));
    }
  }

  @Override
  public void opened(Role role, Node node) {
    totals(role, node).opened().incrementAndGet();
  }

  @Override
  public void closed(Role role, Optional<Node> node, CloseReason reason) {
    node.ifPresent(n -> totals(role, n).closed().incrementAndGet());
  }

  /** Sessions of one listener that have reached this node since the start. */
  public long openedTotal(Role role, Node node) {
    return totals(role, node).opened().get();
  }

  /** Those of them that have ended. */
  public long closedTotal(Role role, Node node) {
    return totals(role, node).closed().get();
  }

  /** Sessions of one listener to one node. */
  public int of(Role role, Node node) {
    // In this order, so that a session that comes and goes meanwhile cannot make it negative.
    long closed = closedTotal(role, node);
    return (int) (openedTotal(role, node) - closed);
  }

  /** Sessions to one node over both listeners. */
  public int of(Node node) {
    return of(Role.ACTIVE, node) + of(Role.INACTIVE, node);
  }

  /** All sessions of one listener. */
  public int total(Role role) {
    return counts.get(role).keySet().stream().mapToInt(node -> of(role, node)).sum();
  }

  private Totals totals(Role role, Node node) {
    return counts.get(role).get(node);
  }
}
