package dev.patchbay.telemetry.metrics;

import dev.patchbay.health.CheckResult;
import dev.patchbay.health.HealthObserver;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.PerNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The health checks and what came of them. Told on the control loop. */
final class HealthMeters implements HealthObserver, Follower {

  private static final class OfNode {
    private final NodeSeries series;
    private final Timer checks;
    private final Map<CheckResult, Counter> results = new EnumMap<>(CheckResult.class);

    /** What the last check found that did not find the node healthy. */
    private CheckResult lastFault = CheckResult.UNHEALTHY;

    /** When it was last known to be healthy; 0 for never. */
    private volatile long healthyNanos;

    private OfNode(NodeSeries series, NodeId node) {
      this.series = series;
      this.checks =
          series.note(
              Timer.builder("patchbay.check.duration")
                  .description("Time that a health check took")
                  .tags(Names.of(node))
                  .serviceLevelObjectives(Names.NETWORK_BUCKETS)
                  .register(series.registry()));
      for (CheckResult result : CheckResult.values()) {
        results.put(
            result,
            series.note(
                Counter.builder("patchbay.checks")
                    .description("Health checks by what came of them")
                    .tags(Names.of(node))
                    .tag("verdict", result.word())
                    .register(series.registry())));
      }
    }
  }

  private final MeterRegistry registry;
  private final Router router;
  private final LongSupplier nanoTime;
  private final PerNode<OfNode> nodes = new PerNode<>(this::begin, node -> node.series.end());

  /**
   * @param nanoTime the time in nanoseconds since any moment
   */
  HealthMeters(MeterRegistry registry, Router router, LongSupplier nanoTime) {
    this.registry = registry;
    this.router = router;
    this.nanoTime = nanoTime;
    router.follow(this);
  }

  private OfNode begin(NodeId node) {
    NodeSeries series = new NodeSeries(registry);
    series.note(
        Gauge.builder("patchbay.node.healthy", () -> isHealthy(node) ? 1 : 0)
            .description("1 if the node's last health check found it healthy, else 0")
            .tags(Names.of(node))
            .register(registry));
    series.note(
        Gauge.builder(
                "patchbay.node.enabled", () -> router.state().intent().isEnabled(node) ? 1 : 0)
            .description("1 if the node may take traffic, 0 if an operator has disabled it")
            .tags(Names.of(node))
            .register(registry));
    return new OfNode(series, node);
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
  public void checked(Node checked, Verdict verdict, long nanos) {
    nodes.of(checked.id()).ifPresent(node -> count(node, verdict, nanos));
    // The node may have fallen ill while the answer was on its way.
    heard(checked, verdict, nanoTime.getAsLong() - nanos);
  }

  @Override
  public void said(Node node, Verdict verdict) {
    heard(node, verdict, nanoTime.getAsLong());
  }

  private void heard(Node from, Verdict verdict, long atNanos) {
    if (verdict.healthy()) {
      nodes
          .of(from.id())
          .ifPresent(node -> node.healthyNanos = Math.max(node.healthyNanos, atNanos));
    }
  }

  /** When this node was last known to be healthy; empty if it never was. From any thread. */
  OptionalLong lastHealthyNanos(NodeId node) {
    long nanos = nodes.of(node).map(n -> n.healthyNanos).orElse(0L);
    return nanos == 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  private static void count(OfNode node, Verdict verdict, long nanos) {
    node.results.get(verdict.result()).increment();
    if (!verdict.decides()) {
      return;
    }
    node.checks.record(nanos, TimeUnit.NANOSECONDS);
    if (!verdict.healthy()) {
      node.lastFault = verdict.result();
    }
  }

  /** What is, or was last, wrong with this node. On the control loop. */
  CheckResult lastFault(NodeId node) {
    return nodes.of(node).map(n -> n.lastFault).orElse(CheckResult.UNHEALTHY);
  }

  private boolean isHealthy(NodeId node) {
    return router.state().health().of(node).filter(NodeHealth::isHealthy).isPresent();
  }
}
