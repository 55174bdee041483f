package dev.patchbay.api;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.Verdict;
import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.MetricsConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.config.ServerTlsConfig;
import dev.patchbay.config.StatusLogConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
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
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Real listeners on free ports of loopback, over a cluster of two nodes that a test controls. */
final class WebSide {
  static final Instant NOW = Instant.parse("2026-11-21T09:03:14.322211Z");
  static final String RIGHT = basic("proxy:s3cret:with-colon");

  final Backend a = new Backend("db/0", "10.0.0.1", 3306, 9201, "/", 0);
  final Backend b = new Backend("<b>\"db\"&1</b>", "fd00::2", 3307, 9201, "/", 1);
  final SessionCounts counts = new SessionCounts(List.of(a, b));
  private ClusterView view = ClusterView.unknown(List.of(a, b), NOW);
  final Router router =
      new Router(Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC), ActiveNodePolicy.STICKY, view);

  final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  boolean forceHttps;
  Optional<ServerTlsConfig> tls = Optional.empty();
  Optional<Path> staticDir = Optional.empty();
  List<String> proxyUris = List.of();
  String bindAddress = "127.0.0.1";
  int healthPort;
  int mysqlPort;
  final AtomicInteger healthPortCloses = new AtomicInteger();

  /** The port of the listener that was bound last. */
  int port;

  static final int MAX_CONNECTIONS = 50;

  static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  ApiConfig apiConfig() {
    return new ApiConfig(0, 0, "proxy", "s3cret:with-colon", forceHttps, proxyUris, tls);
  }

  HttpListeners listeners() {
    return new HttpListeners(
        vertx,
        new PatchbayConfig(
            bindAddress,
            new ProxyConfig(mysqlPort, 0, 1, 1, 1, 0, ActiveNodePolicy.STICKY, List.of(a, b)),
            apiConfig(),
            Optional.empty(),
            healthPort,
            staticDir,
            new StatusLogConfig(false, Duration.ofMinutes(1)),
            new MetricsConfig(true, 0)),
        MAX_CONNECTIONS);
  }

  WebSide api() throws Exception {
    return listen(listeners().api(router, counts, healthPortCloses::incrementAndGet));
  }

  WebSide listen(HttpListener listener) throws Exception {
    await(listener.listen());
    port = listener.port();
    return this;
  }

  void up(Backend node) {
    view = view.with(view.of(node).orElseThrow().after(Verdict.healthy("200"), NOW));
    router.onView(view);
  }

  void down(Backend node) {
    view = view.with(view.of(node).orElseThrow().after(Verdict.unhealthy("503"), NOW));
    router.onView(view);
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
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends these lines and an empty one as they are, and reads until the server closes. */
  String raw(String... lines) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
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
