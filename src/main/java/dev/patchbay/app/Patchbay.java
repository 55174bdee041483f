package dev.patchbay.app;

import dev.patchbay.admin.ApiModel;
import dev.patchbay.admin.Drain;
import dev.patchbay.admin.HttpListeners;
import dev.patchbay.admin.PeersJson;
import dev.patchbay.admin.Reloading;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.discovery.Discovered;
import dev.patchbay.health.HealthMonitor;
import dev.patchbay.health.OutlierDetector;
import dev.patchbay.health.Verdict;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerStreams;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.Claims;
import dev.patchbay.routing.Intent;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.session.Groups;
import dev.patchbay.session.Listener;
import dev.patchbay.session.ListenerSessions;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.StreamCounts;
import dev.patchbay.telemetry.logging.BackendData;
import dev.patchbay.telemetry.logging.ClaimLog;
import dev.patchbay.telemetry.logging.DialLog;
import dev.patchbay.telemetry.logging.HealthLog;
import dev.patchbay.telemetry.logging.ListenerLog;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.telemetry.logging.OwnFaultLog;
import dev.patchbay.telemetry.logging.RefusalLog;
import dev.patchbay.telemetry.logging.RouteLog;
import dev.patchbay.telemetry.logging.StallLog;
import dev.patchbay.telemetry.logging.TrafficLog;
import dev.patchbay.telemetry.metrics.Metrics;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Topology;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy. Health flows into the router, the router's state into the listeners, and views
 * of both to people; an operator's wish is the only way back.
 */
public final class Patchbay {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  private final PatchbayConfig config;
  private final Loops loops;
  private final Router router;
  private final HealthMonitor monitor;
  private final Nodes nodes;
  private final PeerWatch peers;
  private final SessionCounts counts;
  private final TrafficCounts traffic;
  private final Clock clock = Clock.systemUTC();
  private final Telemetry telemetry;
  private final BackendData backends;
  private final OwnFaultLog ownFaults;
  private final HealthLog healthLog;
  private final StreamCounts streams = new StreamCounts();
  private final Drain drain = new Drain(System::nanoTime, this::drained);
  private final Limits limits;
  private final Optional<Metrics> metrics;
  private final Reload reload;
  private final LiveSettings settings;
  private final LiveConfig live;
  private final Optional<HealthPort> healthPort;
  private final Optional<ServiceManager> serviceManager;
  private final Optional<IntentKeeper> keeper;
  private final Optional<HistoryKeeper> historyKeeper;
  private final List<Listener> listeners = new ArrayList<>();
  private final DrainWatch drains;
  private final Components components;

  private Patchbay(LoadedConfig loaded, Loops loops, ConfigReader reader) {
    this.config = loaded.config();
    this.loops = loops;
    ProxyConfig proxy = config.proxy();
    Executor control = task -> loops.control().runOnContext(v -> task.run());
    this.limits = new Limits(config, loops);
    Topology topology = Topologies.of(config, Discovered.NONE);
    String instance = PeerWatch.randomInstance();
    Optional<StateFile> stateFile = config.stateFile().map(StateFile::new);
    Router.Timer timer = (millis, task) -> loops.vertx().setTimer(millis, t -> task.run());
    this.router =
        new Router(
            control,
            timer,
            clock,
            proxy.activeNodePolicy(),
            LiveConfig.choiceWait(proxy),
            topology,
            stateFile.map(IntentKeeper::read).orElse(Intent.INITIAL),
            PeerStreams.isWanted(config) ? Claims.unasked(instance) : Claims.alone(instance));
    this.keeper = stateFile.map(file -> new IntentKeeper(file, loops.vertx()));
    this.counts = new SessionCounts(topology.listenerIds());
    this.backends = new BackendData(() -> router.state().health(), counts::of);
    this.ownFaults = new OwnFaultLog(backends, System::nanoTime);
    this.traffic = new TrafficCounts(topology.listenerIds(), loops.pump().all().size());
    // What is kept of each node comes first, so that whoever follows later finds it.
    router.followAhead(counts);
    router.followAhead(traffic);
    this.drains = new DrainWatch(router, counts, timer);
    router.follow(drains);
    keeper.ifPresent(router::follow);
    this.settings = new LiveSettings(loops, router, counts);
    Optional<HistoryFile> historyFile = config.stateFile().map(HistoryFile::beside);
    History.Kept past = historyFile.map(HistoryKeeper::read).orElse(History.Kept.NOTHING);
    this.telemetry = new Telemetry(clock, control, router, counts, past);
    this.historyKeeper =
        historyFile.map(file -> new HistoryKeeper(file, loops.vertx(), telemetry.history()));
    this.metrics = config.metrics().enabled() ? Optional.of(newMetrics()) : Optional.empty();
    this.monitor =
        new HealthMonitor(
            loops.vertx(),
            loops.pump().names(),
            loops.control(),
            clock,
            topology.nodes(),
            LiveConfig.checkSettings(config),
            router::onHealth,
            this::checked);
    this.nodes = new Nodes(loops, config, router, monitor, telemetry, backends);
    this.peers =
        new PeerWatch(
            loops.vertx(), loops.web(), clock, config, instance, this::ownFacts, telemetry);
    PeerStreams others = new PeerStreams(loops.vertx(), loops.web(), config, router, instance);
    router.follow(new ClaimSigns(monitor::suspect));
    HttpListeners web =
        new HttpListeners(loops.vertx(), config, peers.instance(), limits.maxWebConnections());
    this.live =
        new LiveConfig(
            config, loops, settings, nodes, peers, others, web, limits, metrics, telemetry);
    this.healthLog = new HealthLog(backends, live::agentUrl, System::nanoTime);
    this.reload = new Reload(config, reader, live);
    Binder binder = new Binder(loops);
    this.serviceManager =
        Optional.ofNullable(System.getenv(ServiceManager.VARIABLE))
            .filter(address -> !address.isEmpty())
            .map(address -> new ServiceManager(address, this::aside));
    this.healthPort =
        config.healthPort() == config.api().port()
            ? Optional.empty()
            : Optional.of(
                new HealthPort(
                    loops,
                    web::health,
                    config.listenHost(),
                    config.healthPort(),
                    () -> serviceManager.ifPresent(ServiceManager::ready)));
    this.components = new Components(inOrder(loaded, binder, web, others));
  }

  /**
   * The parts in the order of their start. The ports come first, so that one that is taken is known
   * at once; checks only once there are sessions to send; the health port follows the router, and
   * opens when that has something to say.
   */
  private List<Component> inOrder(
      LoadedConfig loaded, Binder binder, HttpListeners web, PeerStreams others) {
    List<Component> parts = new ArrayList<>();
    parts.add(Component.ending("threads", loops::close));
    metrics.ifPresent(m -> parts.add(Component.of("metrics", () -> show(m), m::close)));
    keeper.ifPresent(k -> parts.add(Component.ending("state file", k::written)));
    makeListeners();
    parts.add(new MysqlListeners(binder, config.bindAddress(), listeners));
    parts.add(Component.of("drains", () -> {}, drains::stop));
    parts.add(new WebListeners(binder, config, web, model(), peers, metrics));
    healthPort.ifPresent(parts::add);
    parts.add(Component.of("telemetry", () -> telemetryStarts(loaded), () -> {}));
    historyKeeper.ifPresent(k -> parts.add(Component.running("history file", k::start, k::stop)));
    parts.add(Component.of("health checks", () -> {}, monitor::stop));
    // Checks begin once names have been asked for, so that proxies that start together choose
    // alike.
    parts.add(Component.of("nodes", nodes::start, nodes::stop));
    parts.add(Component.of("other proxies", peers::start, peers::stop));
    parts.add(Component.of("agreement", others::start, others::stop));
    parts.add(Component.of("reload", () -> {}, reload::stop));
    if (healthPort.isEmpty()) {
      // Last: whoever hears that it is ready finds every part there.
      serviceManager.ifPresent(
          s ->
              parts.add(
                  Component.of(
                      "service manager",
                      () -> router.follow(s.readyAtTheFirstChoice()),
                      () -> {})));
    }
    return parts;
  }

  /** Does this on a thread that may wait. */
  private void aside(Runnable task) {
    loops
        .vertx()
        .executeBlocking(
            () -> {
              task.run();
              return null;
            },
            false);
  }

  private void checked(Node node, Verdict verdict, long nanos) {
    ownFaults.checked(node, verdict);
    healthLog.checked(node, verdict);
    telemetry.checks().checked(node, verdict, nanos);
    metrics.ifPresent(m -> m.checks().checked(node, verdict, nanos));
  }

  private PeerFacts ownFacts() {
    return PeerFacts.of(router.state(), counts.total());
  }

  private Metrics newMetrics() {
    return new Metrics(router, counts, traffic, ProxyVersion.text());
  }

  private void show(Metrics shown) {
    loops.watchLag(shown.loopLag());
    shown.show(telemetry.events(), streams, peers);
    shown.show(limits.sessions());
  }

  /**
   * Reads the configuration again, and goes on with it if it is valid and needs no restart. From
   * any thread, which does not wait.
   */
  public CompletionStage<Reloading.Outcome> reload() {
    return reload.reload(Operator.NOBODY);
  }

  /** For how long to go on serving once it is told to stop, in seconds. From any thread. */
  public int shutdownDelaySeconds() {
    return live.shutdownDelaySeconds();
  }

  /**
   * Starts the proxy and returns when every listener is bound. Blocks the calling thread, which
   * must not be an event loop.
   *
   * @throws StartFailure if a listener cannot be bound; then nothing is left listening
   */
  public static Patchbay start(LoadedConfig loaded) throws StartFailure {
    return start(loaded, () -> loaded);
  }

  /**
   * Starts the proxy, as {@link #start(LoadedConfig)}.
   *
   * @param reader where a reload reads the configuration
   * @throws StartFailure if a listener cannot be bound; then nothing is left listening
   */
  public static Patchbay start(LoadedConfig loaded, ConfigReader reader) throws StartFailure {
    PatchbayConfig config = loaded.config();
    Loops loops;
    try {
      loops =
          Loops.start(
              LiveSettings.stallLimits(config.proxy()),
              config.proxy().dnsServers(),
              config.proxy().ioUring());
    } catch (Exception e) {
      throw new StartFailure("cannot start event loops: " + e.getMessage(), e);
    }
    Patchbay patchbay = new Patchbay(loaded, loops, reader);
    patchbay.components.start();
    LOG.atInfo()
        .addKeyValue("proxyConfig", StartLog.proxyConfig(config.proxy()))
        .addKeyValue("nativeTransport", loops.pump().isNative())
        .addKeyValue("ioUring", loops.pump().usesRings())
        .addKeyValue("pumpThreads", loops.pump().all().size())
        .addKeyValue("maxSessions", patchbay.limits.sessions().cap().sessions())
        .addKeyValue("limitedBy", patchbay.limits.sessions().cap().by().code())
        .log("Proxy started");
    return patchbay;
  }

  private void telemetryStarts(LoadedConfig loaded) {
    healthPort.ifPresent(router::follow);
    telemetry.started(
        loops.vertx(),
        config.proxy().backends().size(),
        config.proxy().activeNodePolicy().key(),
        loaded.warnings());
    limits.watch(config, telemetry.limit());
    settings.start(config);
  }

  private void makeListeners() {
    TcpDialer dialer = new TcpDialer(loops.pump(), monitor::heardFrom);
    OutlierSigns outliers =
        new OutlierSigns(new OutlierDetector(monitor::suspect, System::nanoTime));
    Groups groups = new Groups();
    List<RouteLog> logs = new ArrayList<>();
    for (ListenerSpec spec : router.state().topology().listeners()) {
      RouteLog log = new RouteLog(spec.id(), router, backends, System::nanoTime);
      SessionObserver observer = observer(spec.id(), log, outliers);
      Listener listener =
          new Listener(spec, loops.pump(), dialer, limits.sessions(), observer, traffic, groups);
      metrics.ifPresent(m -> m.show(spec.id(), listener.hold()));
      // Whoever has read of a new node, in the API or a log, is sent there at every port; and no
      // session has to wait for its cut until a line is written.
      router.followAhead(listener);
      listeners.add(listener);
      logs.add(log);
    }
    router.follow(healthLog);
    router.follow(new TrafficLog());
    router.follow(new ClaimLog(System::nanoTime));
    router.follow(outliers);
    logs.forEach(router::follow);
  }

  private SessionObserver observer(ListenerId listener, RouteLog log, OutlierSigns outliers) {
    return SessionObserver.all(
        counts,
        telemetry.feed(),
        metrics.map(m -> m.sessions(listener)).orElse(SessionObserver.NONE),
        log,
        new DialLog(backends, System::nanoTime),
        new StallLog(backends, System::nanoTime),
        new RefusalLog(System::nanoTime),
        outliers);
  }

  private ApiModel model() {
    return new ApiModel(
        ProxyVersion.text(),
        telemetry.startedAt(),
        clock,
        router,
        counts,
        traffic,
        telemetry.checks(),
        telemetry.history(),
        telemetry.events(),
        streams,
        drain,
        () -> PeersJson.of(peers.views()),
        () -> PeersJson.disagreement(peers.disagreement()),
        reload,
        new ListenerSessions(listeners, clock),
        telemetry.feed()::tell,
        this::settled);
  }

  /** When every session that must go is cut, and the state file has what it must keep. */
  private CompletionStage<?> settled() {
    Stream<CompletionStage<?>> cuts = listeners.stream().map(Listener::cutting);
    Stream<CompletionStage<?>> files = keeper.stream().map(k -> k.written().toCompletionStage());
    return CompletableFuture.allOf(
        Stream.concat(cuts, files)
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }

  /**
   * Makes load balancers move away: their port closes, traffic and failover go on. From any thread
   * but an event loop.
   */
  public void stopHealthPort() {
    Components.await(
        "health port",
        () ->
            loops.onWeb(
                () -> {
                  drain.begin(Optional.empty());
                  return closeHealthPort();
                }));
  }

  /** Notes that the process was told to stop. From any thread. */
  public void signalled(int signal) {
    router.state().topology().listenerIds().forEach(id -> ListenerLog.signalled(id, signal));
    serviceManager.ifPresent(s -> s.stopping(shutdownDelaySeconds()));
  }

  private void drained(Optional<String> remote) {
    telemetry.draining(remote);
    closeHealthPort();
  }

  private Future<Void> closeHealthPort() {
    return healthPort.map(HealthPort::close).orElse(Future.succeededFuture());
  }

  /**
   * Ends every session and everything else, within about a second. From any thread but an event
   * loop; without effect the second time.
   */
  public void close() {
    components.stop();
  }
}
