package dev.patchbay.session;

import dev.patchbay.pump.ByteCount;
import dev.patchbay.pump.RelayBytes;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many bytes have gone to and from each node since it was configured, by listener. Each loop
 * adds to counts of its own, so that counting costs the pump next to nothing; reading adds them up.
 * From any thread.
 */
public final class TrafficCounts implements Follower {
  private final PerNode<Map<ListenerId, List<RelayBytes>>> nodes;

  /**
   * Counts for these listeners, of no node yet.
   *
   * @param loops how many pump loops there are
   */
  public TrafficCounts(List<ListenerId> listeners, int loops) {
    List<ListenerId> all = List.copyOf(listeners);
    this.nodes =
        new PerNode<>(
            node ->
                all.stream()
                    .collect(Collectors.toUnmodifiableMap(Function.identity(), l -> zeros(loops))));
  }

  private static List<RelayBytes> zeros(int loops) {
    return IntStream.range(0, loops).mapToObj(i -> new RelayBytes()).toList();
  }

  @Override
  public void begin(RoutingState state) {
    nodes.begin(state.topology().nodes());
  }

  @Override
  public void next(Transition transition) {
    nodes.change(transition.topology());
  }

  /** Where the relays of one loop count; what a node that is no more moves is counted nowhere. */
  RelayBytes on(int loop, ListenerId listener, NodeId node) {
    return nodes.of(node).map(all -> all.get(listener).get(loop)).orElseGet(RelayBytes::new);
  }

  /** Bytes that clients of one listener have sent to this node. */
  public long toNode(ListenerId listener, NodeId node) {
    return sum(listener, node, RelayBytes::toNode);
  }

  /** Bytes that this node has sent to clients of one listener. */
  public long toClient(ListenerId listener, NodeId node) {
    return sum(listener, node, RelayBytes::toClient);
  }

  private long sum(ListenerId listener, NodeId node, Function<RelayBytes, ByteCount> way) {
    return nodes
        .of(node)
        .map(all -> all.getOrDefault(listener, List.of()))
        .orElse(List.of())
        .stream()
        .mapToLong(counts -> way.apply(counts).bytes())
        .sum();
  }
}
