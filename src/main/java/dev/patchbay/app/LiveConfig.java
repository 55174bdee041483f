package dev.patchbay.app;

import dev.patchbay.admin.HttpListeners;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.health.CheckSettings;
import dev.patchbay.peers.PeerStreams;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.telemetry.metrics.Metrics;
import dev.patchbay.text.HostPort;
import dev.patchbay.topology.Node;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Has the parts of a running proxy go on by another configuration. */
final class LiveConfig implements Reload.Target {
  private final Loops loops;
  private final LiveSettings settings;
  private final Nodes nodes;
  private final PeerWatch peers;
  private final PeerStreams others;
  private final HttpListeners web;
  private final Limits limits;
  private final Optional<Metrics> metrics;
  private final Telemetry telemetry;
  private volatile int shutdownDelaySeconds;
  private volatile boolean agentTls;

  LiveConfig(
      PatchbayConfig config,
      Loops loops,
      LiveSettings settings,
      Nodes nodes,
      PeerWatch peers,
      PeerStreams others,
      HttpListeners web,
      Limits limits,
      Optional<Metrics> metrics,
      Telemetry telemetry) {
    this.loops = loops;
    this.settings = settings;
    this.nodes = nodes;
    this.peers = peers;
    this.others = others;
    this.web = web;
    this.limits = limits;
    this.metrics = metrics;
    this.telemetry = telemetry;
    this.shutdownDelaySeconds = config.proxy().shutdownDelaySeconds();
    this.agentTls = config.galeraAgentTls().isPresent();
  }

  /** The URL at which this node's agent is asked first. From any thread. */
  String agentUrl(Node node) {
    return (agentTls ? "https://" : "http://")
        + HostPort.of(node.host(), node.statusPort())
        + node.statusEndpoint();
  }

  /** For how long to go on serving once it is told to stop, in seconds. From any thread. */
  int shutdownDelaySeconds() {
    return shutdownDelaySeconds;
  }

  @Override
  public CompletionStage<?> apply(PatchbayConfig before, PatchbayConfig after) {
    shutdownDelaySeconds = after.proxy().shutdownDelaySeconds();
    agentTls = after.galeraAgentTls().isPresent();
    settings.change(before, after);
    limits.reload(before, after);
    metrics.ifPresent(Metrics::limitChanged);
    if (!before.api().equals(after.api())) {
      peers.reload(after);
    }
    if (!before.api().equals(after.api()) || before.proxy().agree() != after.proxy().agree()) {
      others.reload(after);
    }
    CompletionStage<RoutingState> routed = nodes.reload(after);
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
        config.galeraAgentTls().map(tls -> new CheckSettings.Tls(tls.serverName(), tls.ca())),
        config.proxy().healthcheck().streams());
  }
}
