package dev.patchbay.session;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sessions each node has now, by listener. Written by the event loops once at a session's
 * begin and once at its end, read from any thread.
 */
public final class SessionCounts implements SessionObserver {
  private final Map<Role, Map<Backend, AtomicInteger>> counts = new EnumMap<>(Role.class);

  /** Counts for these nodes, all zero. */
  public SessionCounts(List<Backend> backends) {
    for (Role role : Role.values()) {
      Map<Backend, AtomicInteger> byNode = new HashMap<>();
      backends.forEach(b -> byNode.put(b, new AtomicInteger()));
      counts.put(role, Map.copyOf(byNode));
    }
  }

  @Override
  public void opened(Role role, Backend node) {
    counts.get(role).get(node).incrementAndGet();
  }

  @Override
  public void closed(Role role, Optional<Backend> node, CloseReason reason) {
    node.ifPresent(n -> counts.get(role).get(n).decrementAndGet());
  }

  /** Sessions of one listener to one node. */
  public int of(Role role, Backend node) {
    return counts.get(role).get(node).get();
  }

  /** Sessions to one node over both listeners. */
  public int of(Backend node) {
    return of(Role.ACTIVE, node) + of(Role.INACTIVE, node);
  }

  /** All sessions of one listener. */
  public int total(Role role) {
    return counts.get(role).values().stream().mapToInt(AtomicInteger::get).sum();
  }
}
