package dev.patchbay.session;

import dev.patchbay.topology.Node;
import dev.patchbay.pump.ByteCount;
import dev.patchbay.pump.RelayBytes;
import dev.patchbay.routing.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How many bytes have gone to and from each node since the start, by listener. Each loop adds to
 * counts of its own, so that counting costs the pump next to nothing; reading adds them up. From
 * any thread.
 */
public final class TrafficCounts {
  private record Key(Role role, Node node) {}

  private final List<Map<Key, RelayBytes>> byLoop;

  /**
   * Counts for these nodes, all zero.
   *
   * @param loops how many pump loops there are
   */
  public TrafficCounts(List<Node> backends, int loops) {
    this.byLoop = IntStream.range(0, loops).mapToObj(i -> zeros(backends)).toList();
  }

  private static Map<Key, RelayBytes> zeros(List<Node> backends) {
    Map<Key, RelayBytes> counts = new HashMap<>();
    for (Role role : Role.values()) {
      backends.forEach(b -> counts.put(new Key(role, b), new RelayBytes()));
    }
    return Map.copyOf(counts);
  }

  /** Where the relays of one loop count. */
  RelayBytes on(int loop, Role role, Node node) {
    return byLoop.get(loop).get(new Key(role, node));
  }

  /** Bytes that clients of one listener have sent to this node. */
  public long toNode(Role role, Node node) {
    return sum(role, node, RelayBytes::toNode);
  }

  /** Bytes that this node has sent to clients of one listener. */
  public long toClient(Role role, Node node) {
    return sum(role, node, RelayBytes::toClient);
  }

  private long sum(Role role, Node node, Function<RelayBytes, ByteCount> way) {
    Key key = new Key(role, node);
    return byLoop.stream().mapToLong(counts -> way.apply(counts.get(key)).bytes()).sum();
  }
}
