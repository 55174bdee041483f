package dev.patchbay.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server of Vert.x that strangers can neither lock nor exhaust: connections are counted
 * from the moment the system hands them over, the newest is always let in, and there is a time for
 * everything that a client has to do.
 */
public final class WebServer {
  /** How far accepting may be ahead of closing. */
  private static final int AHEAD = 8;

  private final HttpServer server;
  private final Handler<HttpServerRequest> handler;
  private final HttpDate date = new HttpDate();

  /**
   * @param options the time for a TLS handshake and what is offered in it are set here, and HTTP/2
   *     and WebSockets are switched off
   * @param full told on the event loop, each time that a connection is closed to let in another
   * @param handler of requests, on the event loop
   */
  public WebServer(
      Vertx vertx,
      HttpServerOptions options,
      WebLimits limits,
      Runnable full,
      Handler<HttpServerRequest> handler) {
    GuestRoom room = new GuestRoom(new GuestList(GuestLimits.of(limits), full));
    AcceptGate gate =
        new AcceptGate(limits.connections() + AHEAD, () -> new GuestHandler(room, options.isSsl()));
    this.handler = handler;
    HttpServerOptions strict = strict(options, limits);
    this.server =
        new HttpServerImpl(new GatedVertx((VertxInternal) vertx, gate), strict)
            .connectionHandler(connection -> GuestHandler.makeStrict(connection, strict))
            .requestHandler(this::onRequest)
            .invalidRequestHandler(WebServer::onInvalid);
  }

  private static HttpServerOptions strict(HttpServerOptions options, WebLimits limits) {
    HttpServerOptions strict = new HttpServerOptions(options);
    TlsTerms.apply(strict);
    return strict
        .setSslHandshakeTimeout(limits.handshake().toSeconds())
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        // HTTP/1.1 does all that is needed here, and gives a stranger less to play with.
        .setUseAlpn(false)
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  /**
   * Binds; everything happens on the event loop of the caller's context from then on. Fails with
   * the cause if the address is in use, or the certificate is not usable. Once only.
   */
  public Future<WebServer> listen() {
    return server.listen().map(this);
  }

  private void onRequest(HttpServerRequest request) {
    GuestHandler connection = GuestHandler.requestBegan(request);
    Guest guest = connection.guest();
    if (request.isEnded()) {
      guest.requestEnded();
    } else {
      request.end().onSuccess(v -> guest.requestEnded());
    }
    request.response().putHeader(HttpHeaders.DATE, date.of(Instant.now()));
    SafeHeaders.set(request.response().headers());
    request.response().endHandler(v -> guest.answerEnded());
    connection.handleInTurn(request, handler);
  }

  /** What is no HTTP, or too long, is answered as Vert.x does. */
  private static void onInvalid(HttpServerRequest request) {
    SafeHeaders.set(request.response().headers());
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }

  /**
   * This request has shown the right credentials: until it is answered, its connection is not
   * closed for another's sake. On the event loop.
   */
  public static void trust(HttpServerRequest request) {
    GuestHandler.of(request).trust();
  }

  /** The answer to this request has no end; no time is set to it. On the event loop. */
  public static void letRun(HttpServerRequest request) {
    GuestHandler.of(request).letRun();
  }

  /**
   * Uses these TLS settings for connections from now on; those that there are live on. Fails with
   * the cause if they are not usable; then those before stay. From any thread.
   */
  public Future<Void> certificate(ServerSSLOptions options) {
    ServerSSLOptions strict = options.copy();
    TlsTerms.apply(strict);
    return server.updateSSLOptions(strict).mapEmpty();
  }

  /** The port that is bound; after {@link #listen} has succeeded. Any thread. */
  public int port() {
    return server.actualPort();
  }

  /**
   * Stops accepting at once and closes every connection. Vert.x closes the listening socket some
   * milliseconds after the future has completed.
   */
  public Future<Void> close() {
    return server.close();
  }
}
