package dev.patchbay.admin;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.web.WebLimits;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes the listeners of the web side, none of them bound yet. All have the same limits on what a
 * stranger may send, and the same certificate if there is one.
 */
public final class HttpListeners {
  private static final int IDLE_SECONDS = 60;
  private static final int BACKLOG = 1024;
  private static final int SEND_BUFFER_BYTES = 128 * 1024;
  private static final int USER_TIMEOUT_MILLIS = 30_000;

  /** A message of 10 kB must fit into a URL. */
  private static final int MAX_LINE_BYTES = 16 * 1024;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  static final int MAX_BODY_BYTES = 64 * 1024;

  /** BOSH DNS's script must be done within three seconds, its own start included. */
  private static final Duration PINGDB_PATIENCE = Duration.ofSeconds(2);

  /** How many may follow the stream of events. */
  private static final int MAX_FOLLOWERS = 100;

  private final Vertx vertx;
  private final PatchbayConfig config;

  /** As last reloaded; what a listener that is made later begins with. */
  private volatile ApiConfig api;

  private final ApiAccess access;
  private final List<HttpListener> made = new CopyOnWriteArrayList<>();
  private final String instance;
  private final WebLimits limits;
  private final int idleSeconds;
  private final Pace pace;

  /**
   * @param instance names this process among all proxies
   * @param maxConnections for each listener, at least 2; when there is one more, the oldest idle
   *     one is closed
   */
  public HttpListeners(Vertx vertx, PatchbayConfig config, String instance, int maxConnections) {
    this(vertx, config, instance, WebLimits.of(maxConnections), IDLE_SECONDS, Pace.DEFAULT);
  }

  /**
   * @param idleSeconds a connection on which nothing moves for so long is closed
   */
  HttpListeners(
      Vertx vertx,
      PatchbayConfig config,
      String instance,
      WebLimits limits,
      int idleSeconds,
      Pace pace) {
    this.idleSeconds = idleSeconds;
    this.pace = pace;
    this.vertx = vertx;
    this.config = config;
    this.api = config.api();
    this.access = new ApiAccess(config.api());
    this.instance = instance;
    this.limits = limits;
  }

  /** The JSON API and the dashboard, at {@code API.Port}. Before the router's first change. */
  public HttpListener api(ApiModel model) {
    LifecycleRoutes lifecycle =
        new LifecycleRoutes(
            new ReachCheck(
                vertx, ownMysqlPort(), () -> awaitsHeader(model.router().state()), PINGDB_PATIENCE),
            model.drain(),
            model.counts());
    StateJson state = new StateJson(model);
    Operations operations = new Operations(model.settled());
    Handler<HttpServerRequest> routes =
        new ApiRoutes(
                model.router(),
                model.counts(),
                operations,
                lifecycle,
                observation(model, state),
                new ReloadRoutes(model.reloading()),
                new SessionRoutes(model),
                new SwitchoverRoutes(model, operations),
                new NodeRoutes(model, operations, state),
                DashboardFiles.of(config.staticDir()))
            .on(GuardedRouter.router(vertx, access, instance));
    return listener("API", config.api().port(), routes);
  }

  private ObservationRoutes observation(ApiModel model, StateJson state) {
    StreamMessages messages =
        new StreamMessages(
            state, model.events(), model.history(), () -> model.router().state().said());
    // Half of the connections are left to those who come and go.
    int followers = Math.min(MAX_FOLLOWERS, limits.connections() / 2);
    StreamHub hub =
        new StreamHub(vertx, messages, model.streams(), followers, pace, System::nanoTime);
    return new ObservationRoutes(model, state, hub);
  }

  /** Whether the MySQL port takes this process for a load balancer, as they are configured now. */
  private boolean awaitsHeader(RoutingState state) {
    InetAddress own = ownMysqlPort().getAddress();
    return own != null
        && state
            .topology()
            .listener(ListenerId.ACTIVE)
            .map(listener -> listener.entrance().awaitsHeader(own))
            .orElse(false);
  }

  private InetSocketAddress ownMysqlPort() {
    InetSocketAddress bound = new InetSocketAddress(config.listenHost(), config.proxy().port());
    return bound.getAddress() != null && bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress("127.0.0.1", bound.getPort())
        : bound;
  }

  /** All proxies side by side, at {@code API.AggregatorPort}. */
  public HttpListener aggregator(ApiModel model, PeerWatch peers) {
    return listener(
        "springboard",
        config.api().aggregatorPort(),
        new SpringboardRoutes(() -> PeersSnapshot.take(model, peers))
            .on(GuardedRouter.router(vertx, access, instance)));
  }

  /**
   * The load balancers' check, at {@code HealthPort}: 200 and nothing else, whatever is asked.
   * Closing it makes them move away. May be made while the proxy runs, on the web loop.
   */
  public HttpListener health() {
    return listener(
        "health",
        config.healthPort(),
        request -> request.response().putHeader("Content-Length", "0").end());
  }

  /**
   * Prometheus metrics, at {@code Metrics.Port} of this machine only, without authentication.
   *
   * @param text makes the answer, in the Prometheus text format 0.0.4; on the event loop
   */
  public HttpListener metrics(Supplier<String> text) {
    HttpServerOptions options = options(config.metrics().port()).setHost("127.0.0.1");
    return made(new HttpListener("metrics", vertx, options, limits, new MetricsPage(text)));
  }

  private HttpListener listener(String name, int port, Handler<HttpServerRequest> handler) {
    return made(
        new HttpListener(name, vertx, options(port).setHost(config.listenHost()), limits, handler));
  }

  private HttpListener made(HttpListener listener) {
    made.add(listener);
    return listener;
  }

  /**
   * Goes on by this configuration: credentials, the way in, and the certificate, which connections
   * from now on are shown. On the web loop, where listeners that are made while the proxy runs are
   * made, too.
   *
   * @return fails with the cause if the certificate is not usable; then the one before is shown
   */
  public Future<Void> reload(ApiConfig next) {
    access.reload(next);
    api = next;
    return next.tls().isEmpty()
        ? Future.succeededFuture()
        : Future.join(made.stream().map(l -> l.certificate(keyAndCertificate(next))).toList())
            .mapEmpty();
  }

  private HttpServerOptions options(int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setPort(port)
            .setAcceptBacklog(BACKLOG)
            .setIdleTimeout(idleSeconds)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            // What the kernel keeps for one who does not read, and how long it waits for one who
            // does not answer.
            .setSendBufferSize(SEND_BUFFER_BYTES)
            .setTcpUserTimeout(USER_TIMEOUT_MILLIS)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxFormAttributeSize(MAX_BODY_BYTES)
            .setMaxFormBufferedBytes(MAX_BODY_BYTES)
            .setHandle100ContinueAutomatically(true);
    api.tls().ifPresent(tls -> secure(options, tls));
    return options;
  }

  private static void secure(HttpServerOptions options, ApiConfig.Tls tls) {
    options.setSsl(true).setKeyCertOptions(pem(tls));
  }

  private static ServerSSLOptions keyAndCertificate(ApiConfig api) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(pem(api.tls().orElseThrow()));
    return options;
  }

  private static PemKeyCertOptions pem(ApiConfig.Tls tls) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(tls.certificate()))
        .addKeyValue(Buffer.buffer(tls.privateKey()));
  }
}
