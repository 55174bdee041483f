package dev.patchbay.telemetry.metrics;

import dev.patchbay.health.CheckResult;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where one listener's traffic goes, and how often that changed. A failover is a move from one node
 * to a different one, whether or not there was none in between; its reason is why the former one
 * was left.
 */
final class RouteMeters implements Follower {
  /**
   * The former node was still healthy: another one comes first, or is needed for the other
   * listener.
   */
  private static final String GAVE_WAY = Reason.Code.GAVE_WAY.word();

  private final MeterRegistry registry;
  private final Router router;
  private final ListenerId listener;
  private final Function<NodeId, CheckResult> lastFault;
  private final Map<String, Counter> failovers = new HashMap<>();
  private final PerNode<NodeSeries> nodes = new PerNode<>(this::begin, NodeSeries::end);

  /** The node that was left last, while no other one has taken its place. */
  private Optional<Node> left = Optional.empty();

  private String reasonOfLeaving = GAVE_WAY;

  /**
   * @param lastFault what a node that is not healthy suffers from; asked on the router's loop
   */
  RouteMeters(
      MeterRegistry registry,
      ListenerId listener,
      Router router,
      Function<NodeId, CheckResult> lastFault) {
    this.registry = registry;
    this.router = router;
    this.listener = listener;
    this.lastFault = lastFault;
    reasons().forEach(reason -> failovers.put(reason, counter(reason)));
    Gauge.builder(
            "patchbay.last.change.timestamp",
            () -> router.state().route(listener).since().toEpochMilli() / 1000.0)
        .description("When the listener's node or the traffic switch last changed, Unix time")
        .baseUnit("seconds")
        .tags(Names.of(listener))
        .register(registry);
    Gauge.builder(
            "patchbay.draining",
            () -> router.state().route(listener).draining().isPresent() ? 1 : 0)
        .description("1 while a node that an operator has left keeps its sessions, else 0")
        .tags(Names.of(listener))
        .register(registry);
    router.follow(this);
  }

  private static Stream<String> reasons() {
    return Stream.concat(
        Stream.of(
                Reason.Code.GAVE_WAY,
                Reason.Code.AGREED,
                Reason.Code.SWITCHOVER,
                Reason.Code.DISABLED,
                Reason.Code.REMOVED,
                Reason.Code.ADDRESS_CHANGED,
                Reason.Code.RELABELLED)
            .map(Reason.Code::word),
        Stream.of(CheckResult.values())
            .filter(result -> result.decides() && result != CheckResult.HEALTHY)
            .map(CheckResult::word));
  }

  private Counter counter(String reason) {
    return Counter.builder("patchbay.failovers")
        .description("Moves from one node to a different one")
        .tags(Names.of(listener))
        .tag(Names.REASON, reason)
        .register(registry);
  }

  private NodeSeries begin(NodeId node) {
    NodeSeries series = new NodeSeries(registry);
    series.note(
        Gauge.builder("patchbay.active.node", () -> leadsTo(node) ? 1 : 0)
            .description("1 for a node that the listener's sessions go to, else 0")
            .tags(Names.of(listener, node))
            .register(registry));
    return series;
  }

  private boolean leadsTo(NodeId node) {
    return router.state().route(listener).nodes().stream().anyMatch(n -> n.id().equals(node));
  }

  @Override
  public void begin(RoutingState state) {
    nodes.begin(state.topology().nodes());
  }

  @Override
  public void next(Transition transition) {
    nodes.change(transition.topology());
    transition.route(listener).filter(Transition.RouteChange::isNodeChanged).ifPresent(this::moved);
  }

  private void moved(Transition.RouteChange change) {
    change
        .left()
        .ifPresent(
            node -> {
              left = Optional.of(node);
              reasonOfLeaving = why(node, change.after().reason());
            });
    if (!change.after().places().isEmpty()) {
      if (left.isPresent() && !change.after().has(left.get())) {
        failovers.get(reasonOfLeaving).increment();
      }
      left = Optional.empty();
    }
  }

  private String why(Node left, Reason reason) {
    return switch (reason.code()) {
      case REMOVED, ADDRESS_CHANGED, RELABELLED, GAVE_WAY, AGREED, SWITCHOVER, DISABLED ->
          reason.code().word();
      case BECAME_UNHEALTHY -> lastFault.apply(left.id()).word();
      default -> GAVE_WAY;
    };
  }
}
