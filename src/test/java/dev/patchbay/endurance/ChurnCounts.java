package dev.patchbay.endurance;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of the churn have seen. Written by their loops, read from any thread. */
final class ChurnCounts {
  /** Clients that are connected now. */
  final AtomicInteger open = new AtomicInteger();

  final AtomicLong connected = new AtomicLong();

  /** Connections that did not come about. */
  final AtomicLong refused = new AtomicLong();

  /** Bytes that were to be sent; of those of a session that broke not all have left. */
  final AtomicLong sent = new AtomicLong();

  final AtomicLong received = new AtomicLong();

  /** Bytes that came back and are not what was asked for. */
  final AtomicLong wrongBytes = new AtomicLong();

  /** Sessions that ended unasked, and there was a failover in their time. */
  final AtomicLong cutByFailover = new AtomicLong();

  /** Those that ended unasked and there was none, by kind. */
  final Map<Client.Kind, Integer> cutWithoutCause = new ConcurrentHashMap<>();

  /**
   * Grows by one when a node falls ill, and by one more when all is calm again: odd while there is
   * a failover. Written by who makes them.
   */
  final AtomicInteger failoverSteps = new AtomicInteger();

  private final Map<Client.Kind, AtomicLong> kinds = new EnumMap<>(Client.Kind.class);

  ChurnCounts() {
    for (Client.Kind kind : Client.Kind.values()) {
      kinds.put(kind, new AtomicLong());
    }
  }

  AtomicLong of(Client.Kind kind) {
    return kinds.get(kind);
  }

  /**
   * Notes a session that ended unasked. A slow reader hears of its end when it has read what came
   * before, so any failover in its time is a cause.
   *
   * @param stepsAtBegin {@link #failoverSteps} when it began
   */
  void cut(Client.Kind kind, int stepsAtBegin) {
    int steps = failoverSteps.get();
    if (steps != stepsAtBegin || steps % 2 == 1) {
      cutByFailover.incrementAndGet();
    } else {
      cutWithoutCause.merge(kind, 1, Integer::sum);
    }
  }

  @Override
  public String toString() {
    return "connected %d %s, refused %d, cut by a failover %d, without a cause %s, wrong bytes %d"
        .formatted(
            connected.get(),
            new TreeMap<>(kinds),
            refused.get(),
            cutByFailover.get(),
            cutWithoutCause,
            wrongBytes.get());
  }
}
