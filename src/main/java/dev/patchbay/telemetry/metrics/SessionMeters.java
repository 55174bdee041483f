package dev.patchbay.telemetry.metrics;

import dev.patchbay.topology.Node;
import dev.patchbay.routing.Role;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The sessions of one listener. Every series is there from the start, at zero, so that the first
 * event of a kind is a step that an alert can see; and a session looks no meter up by its name.
 */
final class SessionMeters implements SessionObserver {
  private static final String NO_BACKEND = "none";

  private record OfNode(Timer dials, Counter failedDials, Map<CloseReason, Counter> closed) {}

  private final MeterRegistry registry;
  private final Role role;
  private final Map<Node, OfNode> nodes = new HashMap<>();
  private final Map<CloseReason, Counter> closedWithoutNode;

  SessionMeters(
      MeterRegistry registry,
      Role role,
      List<Node> backends,
      SessionCounts counts,
      TrafficCounts traffic) {
    this.registry = registry;
    this.role = role;
    this.closedWithoutNode = closed(Names.of(role).and(Names.BACKEND, NO_BACKEND));
    for (Node node : backends) {
      nodes.put(node, ofNode(node));
      readCounts(node, counts);
      bytes(node, "to_node", traffic, c -> c.toNode(role, node));
      bytes(node, "to_client", traffic, c -> c.toClient(role, node));
    }
  }

  @Override
  public void dialled(Role of, Node node, long nanos) {
    nodes.get(node).dials().record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void dialFailed(Role of, Node node, Throwable cause) {
    nodes.get(node).failedDials().increment();
  }

  @Override
  public void closed(Role of, Optional<Node> node, CloseReason reason) {
    node.map(n -> nodes.get(n).closed()).orElse(closedWithoutNode).get(reason).increment();
  }

  private OfNode ofNode(Node node) {
    Tags tags = Names.of(role, node);
    return new OfNode(
        Timer.builder("patchbay.dial.duration")
            .description("Time until a node had taken a session's connection")
            .tags(tags)
            .serviceLevelObjectives(Names.NETWORK_BUCKETS)
            .register(registry),
        Counter.builder("patchbay.dials.failed")
            .description("Connections that a node did not take; a session tries twice")
            .tags(tags)
            .register(registry),
        closed(tags));
  }

  private Map<CloseReason, Counter> closed(Tags tags) {
    Map<CloseReason, Counter> counters = new EnumMap<>(CloseReason.class);
    for (CloseReason reason : CloseReason.values()) {
      counters.put(
          reason,
          Counter.builder("patchbay.sessions.closed")
              .description("Sessions that have ended, refused ones included")
              .tags(tags)
              .tag(Names.REASON, reason.word())
              .register(registry));
    }
    return counters;
  }

  private void readCounts(Node node, SessionCounts counts) {
    Gauge.builder("patchbay.sessions", () -> counts.of(role, node))
        .description("Sessions now")
        .tags(Names.of(role, node))
        .register(registry);
    FunctionCounter.builder("patchbay.sessions.opened", counts, c -> c.openedTotal(role, node))
        .description("Sessions that have reached their node")
        .tags(Names.of(role, node))
        .register(registry);
  }

  private void bytes(
      Node node, String direction, TrafficCounts traffic, ToDoubleFunction<TrafficCounts> read) {
    FunctionCounter.builder("patchbay.traffic", traffic, read)
        .description("Bytes of the MySQL sessions")
        .baseUnit("bytes")
        .tags(Names.of(role, node))
        .tag("direction", direction)
        .register(registry);
  }
}
