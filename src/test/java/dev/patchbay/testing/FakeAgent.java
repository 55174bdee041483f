package dev.patchbay.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A health agent whose answer the test sets. */
public final class FakeAgent {
  private final HttpServer server;
  private final int index;
  private final AtomicInteger checks = new AtomicInteger();
  private volatile int status = 200;
  private volatile boolean hanging;
  private volatile boolean closing;
  private volatile int delayMillis;
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();

  /** An agent on a free port that says healthy, with this {@code wsrep_local_index}. */
  public FakeAgent(Vertx vertx, int index) throws Exception {
    this.index = index;
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  int answer = status;
                  if (closing) {
                    request.response().putHeader("Connection", "close");
                  }
                  if (!hanging) {
                    String body =
                        "{\"wsrep_local_index\":"
                            + this.index
                            + ",\"healthy\":"
                            + (answer == 200)
                            + "}";
                    after(
                        vertx,
                        delayMillis,
                        () -> request.response().setStatusCode(answer).end(body));
                  }
                  checks.incrementAndGet();
                })
            .connectionHandler(
                connection -> {
                  open.add(connection);
                  connection.closeHandler(v -> open.remove(connection));
                })
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
  }

  private static void after(Vertx vertx, int millis, Runnable action) {
    if (millis == 0) {
      action.run();
    } else {
      vertx.setTimer(millis, t -> action.run());
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** How many checks have come so far. */
  public int checks() {
    return checks.get();
  }

  public void sick() {
    status = 503;
  }

  public void well() {
    hanging = false;
    status = 200;
  }

  /** From now on answers after so many milliseconds. */
  public void delay(int millis) {
    delayMillis = millis;
  }

  /** Closes all connections, as an agent may at any time. */
  public void closeConnections() {
    open.forEach(HttpConnection::close);
  }

  /** From now on each check must come on a connection of its own. */
  public void closeAfterEach() {
    closing = true;
  }

  /** From now on takes requests and does not answer. */
  public void hang() {
    hanging = true;
  }
}
