package dev.patchbay.telemetry.metrics;

import dev.patchbay.topology.Node;
import dev.patchbay.health.CheckResult;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where one listener's traffic goes, and how often that changed. A failover is a move from one node
 * to a different one, whether or not there was none in between; its reason is why the former one
 * was left.
 */
final class RouteMeters {
  /**
   * The former node was still fit: another one comes first, or is needed for the other listener.
   */
  private static final String GAVE_WAY = "gave_way";

  private final Role role;
  private final Function<Node, CheckResult> lastFault;
  private final Map<String, Counter> failovers = new HashMap<>();

  /** The node that takes the traffic, or took it last. */
  private Optional<Node> last;

  private Optional<Node> before;
  private String reasonOfLeaving = GAVE_WAY;

  /**
   * Follows the router from now on. Before its first change.
   *
   * @param lastFault what a node that is not fit suffers from; asked on the router's loop
   */
  RouteMeters(
      MeterRegistry registry,
      Role role,
      List<Node> backends,
      Router router,
      Function<Node, CheckResult> lastFault) {
    this.role = role;
    this.lastFault = lastFault;
    this.before = router.state().route(role).node();
    this.last = before;
    reasons().forEach(reason -> failovers.put(reason, counter(registry, reason)));
    for (Node node : backends) {
      Gauge.builder("patchbay.active.node", () -> leadsTo(router, node) ? 1 : 0)
          .description("1 for the node that the listener's sessions go to, else 0")
          .tags(Names.of(role, node))
          .register(registry);
    }
    Gauge.builder(
            "patchbay.last.change.timestamp",
            () -> router.state().route(role).since().toEpochMilli() / 1000.0)
        .description("When the listener's node or the traffic switch last changed, Unix time")
        .baseUnit("seconds")
        .tags(Names.of(role))
        .register(registry);
    router.subscribe(this::onState);
  }

  private static Stream<String> reasons() {
    return Stream.concat(
        Stream.of(GAVE_WAY),
        Stream.of(CheckResult.values())
            .filter(result -> result.decides() && result != CheckResult.HEALTHY)
            .map(CheckResult::word));
  }

  private Counter counter(MeterRegistry registry, String reason) {
    return Counter.builder("patchbay.failovers")
        .description("Moves from one node to a different one")
        .tags(Names.of(role))
        .tag(Names.REASON, reason)
        .register(registry);
  }

  private boolean leadsTo(Router router, Node node) {
    return router.state().route(role).node().equals(Optional.of(node));
  }

  private void onState(RoutingState state) {
    Route route = state.route(role);
    if (route.node().equals(before)) {
      return;
    }
    before.ifPresent(left -> reasonOfLeaving = why(left, state));
    if (route.node().isPresent()) {
      if (last.isPresent() && !route.node().equals(last)) {
        failovers.get(reasonOfLeaving).increment();
      }
      last = route.node();
    }
    before = route.node();
  }

  private String why(Node left, RoutingState state) {
    boolean fit = state.view().of(left).filter(NodeHealth::isHealthy).isPresent();
    return fit ? GAVE_WAY : lastFault.apply(left).word();
  }
}
