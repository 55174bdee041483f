package dev.patchbay.app;

import dev.patchbay.admin.Drain;
import dev.patchbay.admin.HttpListener;
import dev.patchbay.admin.HttpListeners;
import dev.patchbay.admin.PeersJson;
import dev.patchbay.admin.Reloading;
import dev.patchbay.admin.Sources;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.discovery.Discovered;
import dev.patchbay.health.CheckSettings;
import dev.patchbay.health.HealthMonitor;
import dev.patchbay.health.Verdict;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.LimitWatch;
import dev.patchbay.session.Listener;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionLimit;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.telemetry.events.StreamCounts;
import dev.patchbay.telemetry.logging.DialLog;
import dev.patchbay.telemetry.logging.HealthLog;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.telemetry.logging.OwnFaultLog;
import dev.patchbay.telemetry.logging.RouteLog;
import dev.patchbay.telemetry.logging.StallLog;
import dev.patchbay.telemetry.logging.StatusLog;
import dev.patchbay.telemetry.metrics.Metrics;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Topology;
import dev.patchbay.web.WebLimits;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy. Health flows into the router, the router's state into the listeners, and views
 * of both to people; an operator's wish is the only way back.
 */
public final class Patchbay {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  /** So many nodes descriptors are kept for where nobody knows before. */
  private static final int NODES_OF_A_NAME = 8;

  private final PatchbayConfig config;
  private final Loops loops;
  private final Router router;
  private final HealthMonitor monitor;
  private final Nodes nodes;
  private final PeerWatch peers;
  private final SessionCounts counts;
  private final TrafficCounts traffic;
  private final Clock clock = Clock.systemUTC();
  private final Records records;
  private final OwnFaultLog ownFaults = new OwnFaultLog(System::nanoTime);
  private final StreamCounts streams = new StreamCounts();
  private final Drain drain = new Drain(System::nanoTime, this::drained);
  private final FileLimit fileLimit;
  private final SessionLimit sessionLimit;
  private final Optional<Metrics> metrics;
  private final List<Listener> listeners = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Reload reload;
  private volatile int shutdownDelaySeconds;
  private HttpListeners web;
  private volatile HttpListener healthPort;

  private Patchbay(PatchbayConfig config, Loops loops, ConfigReader reader) {
    this.reload = new Reload(config, reader, new Changes());
    this.config = config;
    this.loops = loops;
    ProxyConfig proxy = config.proxy();
    this.shutdownDelaySeconds = proxy.shutdownDelaySeconds();
    Executor control = task -> loops.control().runOnContext(v -> task.run());
    this.fileLimit =
        FileLimit.ofThisProcess(
            new FileLimit.Own(
                FileLimit.openNow(),
                proxy.backends().size() + NODES_OF_A_NAME * proxy.discover().size(),
                config.api().proxyUris().size(),
                loops.count()));
    this.sessionLimit = new SessionLimit(sessionCap(proxy), System::nanoTime);
    Topology topology = Topologies.of(config, Discovered.NONE);
    this.router =
        new Router(
            control,
            (millis, task) -> loops.vertx().setTimer(millis, t -> task.run()),
            clock,
            proxy.activeNodePolicy(),
            choiceWait(proxy),
            topology);
    this.counts = new SessionCounts(topology.listenerIds());
    this.traffic = new TrafficCounts(topology.listenerIds(), loops.pump().all().size());
    // What is kept of each node comes first, so that whoever follows later finds it.
    router.follow(counts);
    router.follow(traffic);
    this.records = new Records(clock, control, router, counts);
    this.metrics = config.metrics().enabled() ? Optional.of(newMetrics()) : Optional.empty();
    this.monitor =
        new HealthMonitor(
            loops.vertx(),
            loops.pump().names(),
            loops.control(),
            clock,
            topology.nodes(),
            checkSettings(config),
            router::onHealth,
            this::checked);
    this.nodes = new Nodes(loops, config, router, monitor, records);
    this.peers = new PeerWatch(loops.vertx(), loops.web(), clock, config, this::ownFacts, records);
  }

  private void checked(Node node, Verdict verdict, long nanos) {
    ownFaults.checked(node, verdict);
    records.checks().checked(node, verdict, nanos);
    metrics.ifPresent(m -> m.checks().checked(node, verdict, nanos));
  }

  private PeerFacts ownFacts() {
    return PeerFacts.of(router.state(), counts.total());
  }

  private Metrics newMetrics() {
    return new Metrics(router, counts, traffic, ProxyVersion.text());
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
    return shutdownDelaySeconds;
  }

  /** What a reload changes of the parts. */
  private final class Changes implements Reload.Target {
    @Override
    public CompletionStage<?> apply(PatchbayConfig before, PatchbayConfig after) {
      shutdownDelaySeconds = after.proxy().shutdownDelaySeconds();
      sessionLimit.cap(sessionCap(after.proxy()));
      metrics.ifPresent(Metrics::limitChanged);
      if (!before.api().equals(after.api())) {
        peers.reload(after);
      }
      CompletionStage<RoutingState> routed = nodes.reload(after);
      return web.reload(after.api())
          .toCompletionStage()
          .thenCombine(routed, (none, state) -> state);
    }

    @Override
    public void reloaded(Operator by, List<String> changes, List<String> warnings) {
      records.reloaded(by, changes, warnings);
    }
  }

  private SessionCap sessionCap(ProxyConfig proxy) {
    return SessionCap.smallest(
        proxy.maxSessions(),
        fileLimit.maxSessions(),
        MemoryLimit.maxSessions(Runtime.getRuntime().maxMemory()));
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
      loops = Loops.start(stallLimits(config.proxy()), config.proxy().dnsServers());
    } catch (Exception e) {
      throw new StartFailure("cannot start event loops: " + e.getMessage(), e);
    }
    Patchbay patchbay = new Patchbay(config, loops, reader);
    try {
      patchbay.bindAll();
    } catch (StartFailure | RuntimeException e) {
      patchbay.close();
      throw e;
    }
    patchbay.records.started(
        loops.vertx(),
        config.proxy().backends().size(),
        config.proxy().activeNodePolicy().key(),
        loaded.warnings());
    patchbay.watchLimit();
    patchbay.nodes.start();
    patchbay.peers.start();
    LOG.atInfo()
        .addKeyValue("nativeTransport", loops.pump().isNative())
        .addKeyValue("pumpThreads", loops.pump().all().size())
        .addKeyValue("maxSessions", patchbay.sessionLimit.cap().sessions())
        .addKeyValue("limitedBy", patchbay.sessionLimit.cap().by().code())
        .log("Proxy started");
    return patchbay;
  }

  private void watchLimit() {
    SessionCap cap = sessionLimit.cap();
    int wanted = config.proxy().maxSessions();
    if (wanted > cap.sessions()) {
      LOG.atError()
          .addKeyValue("limit", cap.sessions())
          .log(
              "Proxy.MaxSessions is {}, but {} allows fewer; {}",
              wanted,
              cap.by().words(),
              cap.by().advice());
    }
    LimitWatch watch = new LimitWatch(sessionLimit, System::nanoTime, records.limit());
    loops
        .control()
        .runOnContext(v -> loops.vertx().setPeriodic(LimitWatch.LOOK_MILLIS, t -> watch.look()));
  }

  private static StallLimits stallLimits(ProxyConfig proxy) {
    return new StallLimits(
        Duration.ofSeconds(proxy.stall().clientSeconds()),
        Duration.ofSeconds(proxy.stall().nodeSeconds()));
  }

  private void bindAll() throws StartFailure {
    Binder binder = new Binder(loops);
    bindSessions(binder);
    bindWeb(binder);
    startStatusLog();
  }

  private void bindSessions(Binder binder) throws StartFailure {
    TcpDialer dialer = new TcpDialer(loops.pump(), monitor::heardFrom);
    router.follow(new HealthLog(System::nanoTime));
    for (ListenerSpec spec : router.state().topology().listeners()) {
      Listener listener =
          new Listener(spec, loops.pump(), dialer, sessionLimit, observer(spec.id()), traffic);
      router.follow(listener);
      InetSocketAddress address = binder.bind(listener);
      listeners.add(listener);
      LoggerFactory.getLogger(spec.id().word() + "-bridge-runner")
          .info("Proxy listening on {}", Binder.address(spec.host(), address.getPort()));
    }
  }

  private SessionObserver observer(ListenerId listener) {
    RouteLog log = new RouteLog(listener, router, System::nanoTime);
    Suspicion suspicion = new Suspicion(monitor::suspect, System::nanoTime);
    router.follow(log);
    router.follow(suspicion);
    return SessionObserver.all(
        counts,
        records.feed(),
        metrics.map(m -> m.sessions(listener)).orElse(SessionObserver.NONE),
        log,
        new DialLog(System::nanoTime),
        new StallLog(System::nanoTime),
        suspicion);
  }

  private void bindWeb(Binder binder) throws StartFailure {
    web = new HttpListeners(loops.vertx(), config, peers.instance(), maxWebConnections());
    String host = config.listenHost();
    int apiPort = config.api().port();
    Sources sources = sources();
    binder.bind(web.api(sources), "API.Port", host, apiPort, "the API and the dashboard");
    binder.bind(
        web.aggregator(sources, peers),
        "API.AggregatorPort",
        host,
        config.api().aggregatorPort(),
        "the springboard");
    if (metrics.isPresent()) {
      loops.watchLag(metrics.get().loopLag());
      metrics.get().show(records.events(), streams, peers);
      metrics.get().show(sessionLimit);
      binder.bind(
          web.metrics(metrics.get()::text),
          "Metrics.Port",
          "127.0.0.1",
          config.metrics().port(),
          "metrics");
    }
    // The last to open: a load balancer that sees it may send clients.
    if (config.healthPort() != apiPort) {
      HttpListener health = web.health();
      binder.bind(health, "HealthPort", host, config.healthPort(), "load balancers' checks");
      healthPort = health;
    }
  }

  /** For each listener, by descriptors and by memory. */
  private int maxWebConnections() {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.min(
        fileLimit.maxWebConnections(), WebLimits.connectionsThatFit(heap, FileLimit.WEB_LISTENERS));
  }

  private Sources sources() {
    return new Sources(
        ProxyVersion.text(),
        records.startedAt(),
        clock,
        router,
        counts,
        traffic,
        records.checks(),
        records.history(),
        records.events(),
        streams,
        drain,
        () -> PeersJson.of(peers.views()),
        reload);
  }

  private void startStatusLog() {
    if (config.statusLog().enabled()) {
      List<StatusLog> logs =
          router.state().topology().listenerIds().stream()
              .map(id -> new StatusLog(id, router, counts))
              .toList();
      logs.forEach(router::follow);
      loops
          .control()
          .runOnContext(
              v ->
                  loops
                      .vertx()
                      .setPeriodic(
                          config.statusLog().interval().toMillis(),
                          t -> logs.forEach(StatusLog::write)));
    }
  }

  /**
   * Makes load balancers move away: their port closes, traffic and failover go on. From any thread
   * but an event loop.
   */
  public void stopHealthPort() {
    quietly(
        loops.onWeb(
            () -> {
              drain.begin(Optional.empty());
              return closeHealthPort();
            }));
  }

  private void drained(Optional<String> remote) {
    records.draining(remote);
    closeHealthPort();
  }

  private Future<Void> closeHealthPort() {
    HttpListener health = healthPort;
    return health == null ? Future.succeededFuture() : health.close();
  }

  /**
   * Ends every session and everything else, within about a second. From any thread but an event
   * loop; without effect the second time.
   */
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    reload.stop();
    nodes.stop();
    monitor.stop();
    peers.stop();
    metrics.ifPresent(Metrics::close);
    for (Listener listener : listeners) {
      quietly(Future.fromCompletionStage(listener.stopAccepting()));
      quietly(Future.fromCompletionStage(listener.cutAll(CloseReason.SHUTDOWN)));
    }
    quietly(loops.close());
  }

  private static void quietly(Future<?> ending) {
    try {
      CompletableFuture<?> done = ending.toCompletionStage().toCompletableFuture();
      done.get(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.atInfo().addKeyValue("error", String.valueOf(e)).log("A part did not stop in time");
    }
  }
}
