package dev.patchbay.admin;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.Login;
import dev.patchbay.config.OtherProxies;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.health.Health;
import dev.patchbay.health.Verdict;
import dev.patchbay.peers.Opinion;
import dev.patchbay.peers.PeerFacts;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.telemetry.events.EventFeed;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.NodeChecks;
import dev.patchbay.telemetry.events.StreamCounts;
import dev.patchbay.testing.ApiDescription;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Topology;
import dev.patchbay.web.WebLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Real listeners on free ports of loopback, over a cluster of two nodes that a test controls. */
final class WebSide {
  static final Instant NOW = Instant.parse("2026-11-21T09:03:14.322211Z");
  static final String RIGHT = basic("proxy:s3cret:with-colon");

  final List<Node> nodes;
  final Node a;
  final Node b;

  /** What the proxy's clock says; it may jump. */
  volatile Instant now = NOW;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  private Health view;
  final SessionCounts counts;
  final TrafficCounts traffic;
  final Router router;
  final EventLog events = new EventLog(NOW.toEpochMilli());
  final EventFeed feed;
  final NodeChecks checks;
  final History history;
  final StreamCounts streams = new StreamCounts();

  final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  boolean forceHttps;
  Login operator = new Login("proxy", "s3cret:with-colon");
  Optional<Login> reader = Optional.empty();
  Optional<ApiConfig.Tls> tls = Optional.empty();
  Optional<Path> staticDir = Optional.empty();
  List<String> proxyUris = List.of();
  String bindAddress = "127.0.0.1";
  int healthPort;
  int mysqlPort;
  WebLimits limits = WebLimits.of(MAX_CONNECTIONS);
  int idleSeconds = 60;
  Pace pace = Pace.DEFAULT;
  Supplier<JsonArray> peers = JsonArray::new;

  /** What comes of a reload. */
  volatile Reloading.Outcome reloading = new Reloading.Applied(List.of(), List.of());

  /** Who is connected. */
  final FakeSessions sessions = new FakeSessions();

  final AtomicInteger healthPortCloses = new AtomicInteger();

  private int apiPort;

  /** The port of the listener that was bound last. */
  int port;

  static final int MAX_CONNECTIONS = 50;

  /** Every response of the API is held against it. */
  static final ApiDescription DESCRIPTION = new ApiDescription();

  static final List<Node> TWO_NODES =
      List.of(
          new Node("db/0", "10.0.0.1", 3306, 9201, "/"),
          new Node("<b>\"db\"&1</b>", "fd00::2", 3307, 9201, "/"));

  WebSide() {
    this(TWO_NODES);
  }

  /**
   * @param nodes at least two
   */
  WebSide(List<Node> nodes) {
    this(Routers.topology(nodes));
  }

  WebSide(Topology topology) {
    nodes = topology.nodes();
    a = nodes.get(0);
    b = nodes.get(1);
    view = Health.unknown(nodes, NOW);
    router = Routers.direct(clock, ActiveNodePolicy.STICKY, topology);
    List<ListenerId> listeners = router.state().topology().listenerIds();
    counts = new SessionCounts(listeners);
    traffic = new TrafficCounts(listeners, 1);
    feed = new EventFeed(Runnable::run, events);
    checks = new NodeChecks(clock);
    history =
        new History(
            () -> router.state().topology().ids(),
            counts,
            checks,
            clock,
            System::nanoTime,
            History.Kept.NOTHING);
    List.of(counts, traffic, checks, feed).forEach(router::follow);
  }

  static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  ApiConfig apiConfig() {
    return new ApiConfig(0, 0, operator, reader, forceHttps, proxyUris, tls, OtherProxies.DEFAULT);
  }

  PatchbayConfig config() {
    return new PatchbayConfig(
        bindAddress,
        new ProxyConfig(
            mysqlPort,
            router.state().topology().listener(ListenerId.INACTIVE).isPresent() ? 3307 : 0,
            1,
            1,
            1,
            0,
            0,
            ProxyConfig.Stall.DEFAULT,
            ActiveNodePolicy.STICKY,
            nodes),
        apiConfig(),
        Optional.empty(),
        healthPort,
        staticDir,
        new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)),
        new PatchbayConfig.Metrics(true, 0));
  }

  HttpListeners listeners() {
    return new HttpListeners(vertx, config(), "this-process", limits, idleSeconds, pace);
  }

  WebSide api() throws Exception {
    listen(listeners().api(model()));
    apiPort = port;
    return this;
  }

  /** The springboard, over a watch that has asked nobody: as if no proxy answered. */
  WebSide aggregator() throws Exception {
    PeerWatch watch =
        new PeerWatch(
            vertx,
            vertx.getOrCreateContext(),
            clock,
            config(),
            "watch",
            () -> PeerFacts.of(router.state(), 0),
            new PeerWatch.Listener() {
              @Override
              public void disagreed(List<Opinion> opinions) {}

              @Override
              public void agreed() {}
            });
    return listen(listeners().aggregator(model(), watch));
  }

  ApiModel model() {
    return new ApiModel(
        "1.2.3",
        NOW,
        clock,
        router,
        counts,
        traffic,
        checks,
        history,
        events,
        streams,
        new Drain(System::nanoTime, remote -> healthPortCloses.incrementAndGet()),
        peers,
        JsonArray::new,
        by -> CompletableFuture.completedStage(reloading),
        sessions,
        feed::tell,
        () -> CompletableFuture.completedStage(null));
  }

  WebSide listen(HttpListener listener) throws Exception {
    await(listener.listen());
    port = listener.port();
    return this;
  }

  void up(Node node) {
    verdict(node, Verdict.healthy("200"));
  }

  void down(Node node) {
    verdict(node, Verdict.unhealthy("503"));
  }

  void verdict(Node node, Verdict verdict) {
    checks.checked(node, verdict, 1_800_000);
    view = view.with(view.of(node.id()).orElseThrow().after(verdict, now));
    router.onHealth(view);
  }

  /** The active listener has taken over the route that it has now, and cut so many sessions. */
  void cut(Route before, int sessions) {
    feed.cut(
        new SessionsCut(ListenerId.ACTIVE, before, router.state().active(), sessions, 3_200_000));
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(to(path).header("Authorization", RIGHT));
  }

  HttpResponse<String> patch(String path, String... formBody) throws Exception {
    HttpRequest.Builder request = to(path).header("Authorization", RIGHT);
    if (formBody.length > 0) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    String body = String.join("&", formBody);
    return send(request.method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.uri().getPort() == apiPort) {
      DESCRIPTION.check(response);
    }
    return response;
  }

  /** Sends these lines and an empty one as they are, and reads until the server closes. */
  String raw(String... lines) throws IOException {
    return rawFrom("127.0.0.1", lines);
  }

  /** The same from another address of loopback. */
  String rawFrom(String address, String... lines) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(address), 0)) {
      socket.setSoTimeout(20_000);
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  public void close() throws Exception {
    await(vertx.close());
  }
}
