package dev.patchbay.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/** One listener of the web side: bound, and closed, on its own. */
public final class HttpListener {
  private final HttpServer server;
  private final int maxConnections;
  private final AtomicInteger connections = new AtomicInteger();

  HttpListener(
      Vertx vertx,
      HttpServerOptions options,
      int maxConnections,
      Handler<HttpServerRequest> handler) {
    this.maxConnections = maxConnections;
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::onConnection)
            .requestHandler(handler);
  }

  /**
   * Connections beyond the limit are closed at once: strangers who open connections must not use up
   * the file descriptors that sessions need.
   */
  private void onConnection(HttpConnection connection) {
    boolean tooMany = connections.incrementAndGet() > maxConnections;
    connection.closeHandler(v -> connections.decrementAndGet());
    if (tooMany) {
      connection.close();
    }
  }

  /** Binds; fails with the cause if the address is in use, or the certificate is not usable. */
  public Future<HttpListener> listen() {
    return server.listen().map(this);
  }

  /** The port that is bound; after {@link #listen} has succeeded. */
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
