package dev.patchbay.app;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.discovery.Discovered;
import dev.patchbay.discovery.Discovery;
import dev.patchbay.health.HealthMonitor;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.telemetry.logging.BackendData;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import dev.patchbay.topology.Topology;
import dev.patchbay.topology.TopologyChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the nodes that the configuration has and those that the DNS has become one
 * topology, which router and monitor are given: so neither a reload nor an answer of the DNS undoes
 * what the other has brought. On the control loop, where all of them take their turn.
 */
final class Nodes {
  private static final Logger LOG = LoggerFactory.getLogger("discovery");

  private final Loops loops;
  private final Router router;
  private final HealthMonitor monitor;
  private final Telemetry telemetry;
  private final BackendData backends;
  private final Discovery discovery;
  private PatchbayConfig config;
  private Discovered found = Discovered.NONE;
  private Topology topology;

  /** The start, or the reload, that is under way; the next one waits for it. */
  private Future<?> turn = Future.succeededFuture();

  Nodes(
      Loops loops,
      PatchbayConfig config,
      Router router,
      HealthMonitor monitor,
      Telemetry telemetry,
      BackendData backends) {
    this.loops = loops;
    this.config = config;
    this.router = router;
    this.monitor = monitor;
    this.telemetry = telemetry;
    this.backends = backends;
    this.topology = router.state().topology();
    this.discovery = new Discovery(loops.vertx(), this::isUnhealthy, this::discovered);
  }

  /**
   * Begins: first the names are asked for, within a bounded time, and then all nodes are checked
   * together, so that two proxies that start together choose alike. From any thread.
   */
  void start() {
    loops
        .control()
        .runOnContext(
            v -> {
              if (config.proxy().discover().isEmpty()) {
                monitor.start();
              } else {
                goOnWith(config).onComplete(done -> monitor.start());
              }
            });
  }

  /**
   * Goes on with the nodes of this configuration. From any thread; the stage completes once new
   * sessions go by them.
   */
  CompletionStage<RoutingState> reload(PatchbayConfig after) {
    Promise<RoutingState> done = Promise.promise();
    loops.control().runOnContext(v -> goOnWith(after).onComplete(done));
    return done.future().toCompletionStage();
  }

  private Future<RoutingState> goOnWith(PatchbayConfig next) {
    Future<RoutingState> mine =
        turn.transform(before -> discovery.follow(next.proxy().discover()))
            .compose(
                followed -> {
                  config = next;
                  return Future.fromCompletionStage(apply());
                });
    turn = mine;
    return mine;
  }

  private void discovered() {
    if (!discovery.found().equals(found)) {
      apply();
    }
  }

  private CompletionStage<RoutingState> apply() {
    Discovered before = found;
    found = discovery.found();
    Topology next = Topologies.of(config, found);
    TopologyChange change = topology.changeTo(next);
    topology = next;
    // The router first: a node that is removed is left for that reason, and not as unknown.
    CompletionStage<RoutingState> routed =
        router.reload(
            next, config.proxy().activeNodePolicy(), LiveConfig.choiceWait(config.proxy()));
    monitor.reload(next.nodes(), LiveConfig.checkSettings(config));
    change.added().forEach(node -> foundBy(node, found).ifPresent(by -> tellFound(node, by)));
    change.removed().forEach(node -> foundBy(node, before).ifPresent(by -> tellGone(node, by)));
    return routed;
  }

  private static Optional<NodePattern> foundBy(Node node, Discovered found) {
    return found.nodes().keySet().stream()
        .filter(pattern -> found.by(pattern).contains(node))
        .findFirst();
  }

  private void tellFound(Node node, NodePattern by) {
    LOG.atInfo()
        .addKeyValue("backend", backends.of(node))
        .addKeyValue("name", by.host())
        .log("Node found by {}", by.host());
    telemetry.found(node, by.host());
  }

  private void tellGone(Node node, NodePattern by) {
    boolean follows = config.proxy().discover().stream().anyMatch(p -> p.host().equals(by.host()));
    String reason =
        !follows
            ? "the configuration has that name no longer"
            : isUnhealthy(node.id())
                ? "that name leads there no longer, and the node is unhealthy"
                : "that name has not led there for " + by.graceSeconds() + " s";
    LOG.atInfo()
        .addKeyValue("backend", backends.of(node))
        .addKeyValue("name", by.host())
        .addKeyValue("reason", reason)
        .log("Node no longer found by {}", by.host());
    telemetry.gone(node, by.host(), reason);
  }

  private boolean isUnhealthy(NodeId node) {
    return router
        .state()
        .health()
        .of(node)
        .filter(NodeHealth::isKnown)
        .filter(known -> !known.isHealthy())
        .isPresent();
  }

  /** Looks for no more. From any thread. */
  void stop() {
    loops.control().runOnContext(v -> discovery.stop());
  }
}
