package dev.patchbay.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Another proxy's API, or what stands in its place, on a free port of loopback. */
public final class FakePeer {
  /** One request, as far as tests look at it. */
  public record Asked(String path, String authorization, String forwardedProto) {}

  public final List<Asked> asked = new CopyOnWriteArrayList<>();
  public final AtomicInteger open = new AtomicInteger();
  private final HttpServer server;
  private final boolean tls;
  private volatile Handler<HttpServerRequest> handler;

  public FakePeer(Vertx vertx) throws Exception {
    this(vertx, Optional.empty());
  }

  public FakePeer(Vertx vertx, Optional<TestCertificates.Server> certificate) throws Exception {
    HttpServerOptions options = new HttpServerOptions();
    certificate.ifPresent(
        c ->
            options
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(c.certificatePem()))
                        .addKeyValue(Buffer.buffer(c.keyPem()))));
    tls = certificate.isPresent();
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> {
                  open.incrementAndGet();
                  connection.closeHandler(v -> open.decrementAndGet());
                })
            .exceptionHandler(e -> {})
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    says("db/0", 1, 2);
  }

  private void handle(HttpServerRequest request) {
    asked.add(
        new Asked(
            request.path(),
            request.getHeader("Authorization"),
            request.getHeader("X-Forwarded-Proto")));
    handler.handle(request);
  }

  /** Where it is, as an entry of API.ProxyURIs. */
  public String uri() {
    return uri("127.0.0.1");
  }

  public String uri(String host) {
    return (tls ? "https://" : "http://") + host + ":" + server.actualPort();
  }

  /** From now on does this with each request. */
  public FakePeer does(Handler<HttpServerRequest> next) {
    handler = next;
    return this;
  }

  /** From now on answers as Switchboard does, with two nodes and these sessions. */
  public FakePeer says(String active, int firstSessions, int secondSessions) {
    return does(
        request -> answer(request, cluster(active), backends(firstSessions, secondSessions)));
  }

  /** The same, and names itself as Patchbay does. */
  public FakePeer saysAs(String instance) {
    return does(
        request -> {
          request.response().putHeader("Patchbay-Instance", instance);
          answer(request, cluster("db/0"), backends(1, 2));
        });
  }

  public static void answer(HttpServerRequest request, String cluster, String backends) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "application/json");
    response.end(request.path().equals("/v0/cluster") ? cluster : backends);
  }

  public static String cluster(String active) {
    return "{\"activeBackend\":"
        + (active == null
            ? "null"
            : "{\"host\":\"10.0.0.1\",\"port\":3306,\"name\":\"" + active + "\"}")
        + ",\"trafficEnabled\":true,\"message\":\"\",\"lastUpdated\":\"0001-01-01T00:00:00Z\"}";
  }

  public static String backends(int firstSessions, int secondSessions) {
    return "[{\"host\":\"10.0.0.1\",\"port\":3306,\"healthy\":true,\"name\":\"db/0\","
        + "\"currentSessionCount\":"
        + firstSessions
        + ",\"active\":true,\"trafficEnabled\":true},"
        + "{\"host\":\"10.0.0.2\",\"port\":3306,\"healthy\":false,\"name\":\"db/1\","
        + "\"currentSessionCount\":"
        + secondSessions
        + ",\"active\":false,\"trafficEnabled\":true}]";
  }
}
