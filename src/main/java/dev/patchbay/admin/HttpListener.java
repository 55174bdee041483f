package dev.patchbay.admin;

import dev.patchbay.text.RateLimit;
import dev.patchbay.web.WebLimits;
import dev.patchbay.web.WebServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener of the web side: bound, and closed, on its own. */
public final class HttpListener {
  private static final Logger LOG = LoggerFactory.getLogger("api");

  private final String name;
  private final int maxConnections;
  private final RateLimit rateLimit = new RateLimit(System::nanoTime);
  private final WebServer server;

  /** Completes once it is bound, or cannot be. */
  private final Promise<Void> bound = Promise.promise();

  /**
   * @param name the listener, for the log
   */
  HttpListener(
      String name,
      Vertx vertx,
      HttpServerOptions options,
      WebLimits limits,
      Handler<HttpServerRequest> handler) {
    this.name = name;
    this.maxConnections = limits.connections();
    this.server = new WebServer(vertx, options, limits, this::full, handler);
  }

  private void full() {
    rateLimit
        .admit("connections", "full")
        .ifPresent(
            suppressed ->
                LOG.atInfo()
                    .addKeyValue("listener", name)
                    .addKeyValue("limit", maxConnections)
                    .addKeyValue("suppressed", suppressed)
                    .log("Closed the oldest idle connection to let in a new one"));
  }

  /** Binds; fails with the cause if the address is in use, or the certificate is not usable. */
  public Future<HttpListener> listen() {
    return server.listen().map(this).onSuccess(v -> bound.complete()).onFailure(bound::fail);
  }

  /**
   * Shows this certificate to those who connect from now on; one that is being bound does so once
   * it is, and one that could not be bound shows none. From any thread.
   */
  Future<Void> certificate(ServerSSLOptions options) {
    return bound
        .future()
        .transform(
            bind -> bind.succeeded() ? server.certificate(options) : Future.succeededFuture());
  }

  /** The port that is bound; after {@link #listen} has succeeded. */
  public int port() {
    return server.port();
  }

  /**
   * Stops accepting at once and closes every connection. Vert.x closes the listening socket some
   * milliseconds after the future has completed.
   */
  public Future<Void> close() {
    return server.close();
  }
}
