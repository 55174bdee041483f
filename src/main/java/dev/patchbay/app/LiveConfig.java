package dev.patchbay.app;

import dev.patchbay.admin.HttpListeners;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.health.CheckSettings;
import dev.patchbay.health.HealthMonitor;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.telemetry.metrics.Metrics;
import dev.patchbay.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Has the parts of a running proxy go on by another configuration. */
final class LiveConfig implements Reload.Target {
  private final Loops loops;
  private final Router router;
  private final HealthMonitor monitor;
  private final PeerWatch peers;
  private final HttpListeners web;
  private final Limits limits;
  private final Optional<Metrics> metrics;
  private final Telemetry telemetry;
  private volatile int shutdownDelaySeconds;

  LiveConfig(
      PatchbayConfig config,
      Loops loops,
      Router router,
      HealthMonitor monitor,
      PeerWatch peers,
      HttpListeners web,
      Limits limits,
      Optional<Metrics> metrics,
      Telemetry telemetry) {
    this.loops = loops;
    this.router = router;
    this.monitor = monitor;
    this.peers = peers;
    this.web = web;
    this.limits = limits;
    this.metrics = metrics;
    this.telemetry = telemetry;
    this.shutdownDelaySeconds = config.proxy().shutdownDelaySeconds();
  }

  /** For how long to go on serving once it is told to stop, in seconds. From any thread. */
  int shutdownDelaySeconds() {
    return shutdownDelaySeconds;
  }

  @Override
  public CompletionStage<?> apply(PatchbayConfig before, PatchbayConfig after) {
    Topology topology = Topologies.of(after);
    shutdownDelaySeconds = after.proxy().shutdownDelaySeconds();
    limits.reload(after.proxy());
    metrics.ifPresent(Metrics::limitChanged);
    if (!before.api().equals(after.api())) {
      peers.reload(after);
    }
    // The router first: a node that is removed is left for that reason, and not as unknown.
    CompletionStage<RoutingState> routed =
        router.reload(topology, after.proxy().activeNodePolicy(), choiceWait(after.proxy()));
    monitor.reload(topology.nodes(), checkSettings(after));
    return loops
        .onWeb(() -> web.reload(after.api()))
        .toCompletionStage()
        .thenCombine(routed, (none, state) -> state);
  }

  @Override
  public void reloaded(Operator by, List<String> changes, List<String> warnings) {
    telemetry.reloaded(by, changes, warnings);
  }

  static ChoiceWait choiceWait(ProxyConfig proxy) {
    return ChoiceWait.of(proxy.healthcheckTimeoutMillis(), proxy.healthcheckIntervalMillis());
  }

  static CheckSettings checkSettings(PatchbayConfig config) {
    return new CheckSettings(
        config.proxy().healthcheckTimeoutMillis(),
        config.proxy().healthcheckIntervalMillis(),
        config.galeraAgentTls().map(tls -> new CheckSettings.Tls(tls.serverName(), tls.ca())));
  }
}
