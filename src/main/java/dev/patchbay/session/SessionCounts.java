package dev.patchbay.session;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many sessions each node has had since it was configured, and has now, by listener. Written by
 * the event loops once at a session's begin and once at its end, read from any thread. A node that
 * is no more has none.
 */
public final class SessionCounts implements SessionObserver, Follower {
  private record Totals(AtomicLong opened, AtomicLong closed) {}

  private final List<ListenerId> listeners;
  private final PerNode<Map<ListenerId, Totals>> nodes;

  /** Counts for these listeners, of no node yet. */
  public SessionCounts(List<ListenerId> listeners) {
    this.listeners = List.copyOf(listeners);
    this.nodes =
        new PerNode<>(
            node ->
                this.listeners.stream()
                    .collect(
                        Collectors.toUnmodifiableMap(
                            Function.identity(),
                            l -> new Totals(new AtomicLong(), new AtomicLong()))));
  }

  @Override
  public void begin(RoutingState state) {
    nodes.begin(state.topology().nodes());
  }

  @Override
  public void next(Transition transition) {
    nodes.change(transition.topology());
  }

  @Override
  public void opened(ListenerId listener, Node node) {
    totals(listener, node.id()).ifPresent(t -> t.opened().incrementAndGet());
  }

  @Override
  public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
    node.flatMap(n -> totals(listener, n.id())).ifPresent(t -> t.closed().incrementAndGet());
  }

  /** Sessions of one listener that have reached this node since it was configured. */
  public long openedTotal(ListenerId listener, NodeId node) {
    return totals(listener, node).map(t -> t.opened().get()).orElse(0L);
  }

  /** Those of them that have ended. */
  public long closedTotal(ListenerId listener, NodeId node) {
    return totals(listener, node).map(t -> t.closed().get()).orElse(0L);
  }

  /** Sessions of one listener to one node. */
  public int of(ListenerId listener, NodeId node) {
    // In this order, so that a session that comes and goes meanwhile cannot make it negative; one
    // of a node that was removed and added again at once can.
    long closed = closedTotal(listener, node);
    return (int) Math.max(0, openedTotal(listener, node) - closed);
  }

  /** Sessions to one node over all listeners. */
  public int of(NodeId node) {
    return listeners.stream().mapToInt(listener -> of(listener, node)).sum();
  }

  /** All sessions of all listeners. */
  public int total() {
    return listeners.stream().mapToInt(this::total).sum();
  }

  /** All sessions of one listener. */
  public int total(ListenerId listener) {
    return nodes.all().stream()
        .map(byListener -> Optional.ofNullable(byListener.get(listener)))
        .flatMap(Optional::stream)
        .mapToInt(
            t -> {
              long closed = t.closed().get();
              return (int) Math.max(0, t.opened().get() - closed);
            })
        .sum();
  }

  private Optional<Totals> totals(ListenerId listener, NodeId node) {
    return nodes.of(node).map(byListener -> byListener.get(listener));
  }
}
