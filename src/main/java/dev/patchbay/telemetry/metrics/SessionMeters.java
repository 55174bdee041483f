package dev.patchbay.telemetry.metrics;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The sessions of one listener. Every series of a node is there as long as the node, from zero, so
 * that the first event of a kind is a step that an alert can see; and a session looks no meter up
 * by its name.
 */
final class SessionMeters implements SessionObserver, Follower {
  private static final String NO_BACKEND = "none";

  private record OfNode(
      NodeSeries series, Timer dials, Counter failedDials, Map<CloseReason, Counter> closed) {}

  private final MeterRegistry registry;
  private final ListenerId listener;
  private final SessionCounts counts;
  private final TrafficCounts traffic;
  private final PerNode<OfNode> nodes = new PerNode<>(this::ofNode, node -> node.series().end());
  private final Map<CloseReason, Counter> closedWithoutNode;

  SessionMeters(
      MeterRegistry registry, ListenerId listener, SessionCounts counts, TrafficCounts traffic) {
    this.registry = registry;
    this.listener = listener;
    this.counts = counts;
    this.traffic = traffic;
    this.closedWithoutNode =
        closed(new NodeSeries(registry), Names.of(listener).and(Names.BACKEND, NO_BACKEND));
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
  public void dialled(ListenerId of, Node node, long nanos) {
    nodes.of(node.id()).ifPresent(n -> n.dials().record(nanos, TimeUnit.NANOSECONDS));
  }

  @Override
  public void dialFailed(ListenerId of, Node node, Throwable cause) {
    nodes.of(node.id()).ifPresent(n -> n.failedDials().increment());
  }

  @Override
  public void closed(ListenerId of, Optional<Node> node, CloseReason reason) {
    Optional<Map<CloseReason, Counter>> counters =
        node.isEmpty()
            ? Optional.of(closedWithoutNode)
            : node.flatMap(n -> nodes.of(n.id())).map(OfNode::closed);
    counters.ifPresent(c -> c.get(reason).increment());
  }

  private OfNode ofNode(NodeId node) {
    NodeSeries series = new NodeSeries(registry);
    Tags tags = Names.of(listener, node);
    readCounts(series, tags, node);
    series.note(bytes(tags, "to_node", c -> c.toNode(listener, node)));
    series.note(bytes(tags, "to_client", c -> c.toClient(listener, node)));
    return new OfNode(
        series,
        series.note(
            Timer.builder("patchbay.dial.duration")
                .description("Time until a node had taken a session's connection")
                .tags(tags)
                .serviceLevelObjectives(Names.NETWORK_BUCKETS)
                .register(registry)),
        series.note(
            Counter.builder("patchbay.dials.failed")
                .description("Connections that a node did not take; a session tries twice")
                .tags(tags)
                .register(registry)),
        closed(series, tags));
  }

  private Map<CloseReason, Counter> closed(NodeSeries series, Tags tags) {
    Map<CloseReason, Counter> counters = new EnumMap<>(CloseReason.class);
    for (CloseReason reason : CloseReason.values()) {
      counters.put(
          reason,
          series.note(
              Counter.builder("patchbay.sessions.closed")
                  .description("Sessions that have ended, refused ones included")
                  .tags(tags)
                  .tag(Names.REASON, reason.code())
                  .register(registry)));
    }
    return counters;
  }

  private void readCounts(NodeSeries series, Tags tags, NodeId node) {
    series.note(
        Gauge.builder("patchbay.sessions", () -> counts.of(listener, node))
            .description("Sessions now")
            .tags(tags)
            .register(registry));
    series.note(
        FunctionCounter.builder(
                "patchbay.sessions.opened", counts, c -> c.openedTotal(listener, node))
            .description("Sessions that have reached their node")
            .tags(tags)
            .register(registry));
  }

  private Meter bytes(Tags tags, String direction, ToDoubleFunction<TrafficCounts> read) {
    return FunctionCounter.builder("patchbay.traffic", traffic, read)
        .description("Bytes of the MySQL sessions")
        .baseUnit("bytes")
        .tags(tags)
        .tag("direction", direction)
        .register(registry);
  }
}
