package dev.patchbay.app;

import dev.patchbay.api.Drain;
import dev.patchbay.api.HttpListener;
import dev.patchbay.api.HttpListeners;
import dev.patchbay.api.PeersJson;
import dev.patchbay.api.Sources;
import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.Verdict;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.events.EventFeed;
import dev.patchbay.events.StreamCounts;
import dev.patchbay.health.HealthMonitor;
import dev.patchbay.logging.DialLog;
import dev.patchbay.logging.HealthLog;
import dev.patchbay.logging.Logs;
import dev.patchbay.logging.OwnFaultLog;
import dev.patchbay.logging.RouteLog;
import dev.patchbay.logging.StallLog;
import dev.patchbay.logging.StatusLog;
import dev.patchbay.metrics.Metrics;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Router;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.LimitWatch;
import dev.patchbay.session.Listener;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionLimit;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.web.WebLimits;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  private final PatchbayConfig config;
  private final Loops loops;
  private final Router router;
  private final HealthMonitor monitor;
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
  private volatile HttpListener healthPort;

  private Patchbay(PatchbayConfig config, Loops loops) {
    this.config = config;
    this.loops = loops;
    ProxyConfig proxy = config.proxy();
    Executor control = task -> loops.control().runOnContext(v -> task.run());
    this.fileLimit =
        FileLimit.ofThisProcess(
            new FileLimit.Own(
                FileLimit.openNow(),
                proxy.backends().size(),
                config.api().proxyUris().size(),
                loops.count()));
    this.sessionLimit =
        new SessionLimit(
            SessionCap.smallest(
                proxy.maxSessions(),
                fileLimit.maxSessions(),
                MemoryLimit.maxSessions(Runtime.getRuntime().maxMemory())),
            System::nanoTime);
    this.counts = new SessionCounts(proxy.backends());
    this.traffic = new TrafficCounts(proxy.backends(), loops.pump().all().size());
    this.records = new Records(clock, control, proxy.backends(), counts);
    this.router =
        new Router(
            control,
            (millis, task) -> loops.vertx().setTimer(millis, t -> task.run()),
            clock,
            proxy.activeNodePolicy(),
            ChoiceWait.of(proxy.healthcheckTimeoutMillis(), proxy.healthcheckIntervalMillis()),
            ClusterView.unknown(proxy.backends(), clock.instant()));
    this.metrics = config.metrics().enabled() ? Optional.of(newMetrics()) : Optional.empty();
    this.monitor =
        new HealthMonitor(
            loops.vertx(),
            loops.pump().names(),
            loops.control(),
            clock,
            proxy.backends(),
            proxy.healthcheckTimeoutMillis(),
            proxy.healthcheckIntervalMillis(),
            config.galeraAgentTls(),
            router::onView,
            this::checked);
    this.peers = new PeerWatch(loops.vertx(), loops.web(), clock, config, this::ownFacts, records);
  }

  private void checked(Backend node, Verdict verdict, long nanos) {
    ownFaults.checked(node, verdict);
    records.checks().checked(node, verdict, nanos);
    metrics.ifPresent(m -> m.checks().checked(node, verdict, nanos));
  }

  private PeerFacts ownFacts() {
    int sessions = roles().stream().mapToInt(counts::total).sum();
    return PeerFacts.of(router.state(), sessions);
  }

  private Metrics newMetrics() {
    return new Metrics(
        config.proxy().backends(), roles(), router, counts, traffic, ProxyVersion.text());
  }

  /**
   * Starts the proxy and returns when every listener is bound. Blocks the calling thread, which
   * must not be an event loop.
   *
   * @throws StartFailure if a listener cannot be bound; then nothing is left listening
   */
  public static Patchbay start(LoadedConfig loaded) throws StartFailure {
    PatchbayConfig config = loaded.config();
    Loops loops;
    try {
      loops = Loops.start(stallLimits(config.proxy()));
    } catch (Exception e) {
      throw new StartFailure("cannot start event loops: " + e.getMessage(), e);
    }
    Patchbay patchbay = new Patchbay(config, loops);
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
    patchbay.monitor.start();
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
    ProxyConfig proxy = config.proxy();
    TcpDialer dialer = new TcpDialer(loops.pump(), monitor::heardFrom);
    new HealthLog(router, System::nanoTime);
    EventFeed feed = records.follow(router, roles());
    for (Role role : roles()) {
      SessionObserver observer =
          SessionObserver.all(
              counts,
              feed,
              metrics.map(m -> m.sessions(role)).orElse(SessionObserver.NONE),
              new RouteLog(role, router, System::nanoTime),
              new DialLog(System::nanoTime),
              new StallLog(System::nanoTime),
              new Suspicion(proxy.backends(), monitor::suspect, System::nanoTime));
      Listener listener =
          new Listener(
              role,
              loops.pump(),
              dialer,
              proxy.connectTimeoutMillis(),
              sessionLimit,
              observer,
              traffic,
              router.state().route(role));
      boolean active = role == Role.ACTIVE;
      InetSocketAddress address =
          binder.bind(
              listener,
              active ? "Proxy.Port" : "Proxy.InactiveMysqlPort",
              config.listenHost(),
              active ? proxy.port() : proxy.inactiveMysqlPort());
      listeners.add(listener);
      router.subscribe(state -> listener.route(state.route(role)));
      LoggerFactory.getLogger(role.word() + "-bridge-runner")
          .info("Proxy listening on {}", Binder.address(config.listenHost(), address.getPort()));
    }
  }

  private List<Role> roles() {
    return config.proxy().inactiveMysqlPort() == 0
        ? List.of(Role.ACTIVE)
        : List.of(Role.ACTIVE, Role.INACTIVE);
  }

  private void bindWeb(Binder binder) throws StartFailure {
    HttpListeners web =
        new HttpListeners(loops.vertx(), config, peers.instance(), maxWebConnections());
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
        records.choices(),
        counts,
        traffic,
        records.checks(),
        records.history(),
        records.events(),
        streams,
        drain,
        () -> PeersJson.of(peers.views()));
  }

  private void startStatusLog() {
    if (config.statusLog().enabled()) {
      List<StatusLog> logs = roles().stream().map(r -> new StatusLog(r, router, counts)).toList();
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
