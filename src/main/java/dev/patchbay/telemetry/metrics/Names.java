package dev.patchbay.telemetry.metrics;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Arrays;

/**
 * What the meters have in common. Label values are a node's name, or words of which there are a
 * few: never what a client, an agent or an operator wrote.
 */
final class Names {
  static final String BACKEND = "backend";
  static final String LISTENER = "listener";
  static final String REASON = "reason";

  /** For what crosses a network and comes back: half a millisecond to ten seconds. */
  static final Duration[] NETWORK_BUCKETS =
      millis(0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);

  private Names() {}

  static Tags of(NodeId node) {
    return Tags.of(BACKEND, node.name());
  }

  static Tags of(ListenerId listener) {
    return Tags.of(LISTENER, listener.word());
  }

  static Tags of(ListenerId listener, NodeId node) {
    return of(listener).and(of(node));
  }

  static Duration[] millis(double... bounds) {
    return Arrays.stream(bounds)
        .mapToObj(bound -> Duration.ofNanos((long) (bound * 1_000_000)))
        .toArray(Duration[]::new);
  }
}
