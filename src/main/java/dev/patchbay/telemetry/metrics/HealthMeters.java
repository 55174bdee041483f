package dev.patchbay.telemetry.metrics;

import dev.patchbay.topology.Node;
import dev.patchbay.health.CheckResult;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.health.HealthObserver;
import dev.patchbay.routing.Router;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The health checks and what came of them. Told on the control loop. */
final class HealthMeters implements HealthObserver {

  private static final class OfNode {
    private final Timer checks;
    private final Map<CheckResult, Counter> results = new EnumMap<>(CheckResult.class);

    /** What the last check found that did not find the node fit. */
    private CheckResult lastFault = CheckResult.UNHEALTHY;

    private OfNode(MeterRegistry registry, Node node) {
      checks =
          Timer.builder("patchbay.check.duration")
              .description("Time that a health check took")
              .tags(Names.of(node))
              .serviceLevelObjectives(Names.NETWORK_BUCKETS)
              .register(registry);
      for (CheckResult result : CheckResult.values()) {
        results.put(
            result,
            Counter.builder("patchbay.checks")
                .description("Health checks by what came of them")
                .tags(Names.of(node))
                .tag("verdict", result.word())
                .register(registry));
      }
    }
  }

  private final Map<Node, OfNode> nodes = new HashMap<>();

  HealthMeters(MeterRegistry registry, List<Node> backends, Router router) {
    for (Node node : backends) {
      nodes.put(node, new OfNode(registry, node));
      Gauge.builder("patchbay.node.healthy", () -> isHealthy(router, node) ? 1 : 0)
          .description("1 if the node's last health check found it fit, else 0")
          .tags(Names.of(node))
          .register(registry);
    }
  }

  @Override
  public void checked(Node backend, Verdict verdict, long nanos) {
    OfNode node = nodes.get(backend);
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
  CheckResult lastFault(Node backend) {
    return nodes.get(backend).lastFault;
  }

  private static boolean isHealthy(Router router, Node node) {
    return router.state().view().of(node).filter(NodeHealth::isHealthy).isPresent();
  }
}
