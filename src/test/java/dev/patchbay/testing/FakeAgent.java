package dev.patchbay.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
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
                    request
                        .response()
                        .setStatusCode(answer)
                        .end(
                            "{\"wsrep_local_index\":"
                                + this.index
                                + ",\"healthy\":"
                                + (answer == 200)
                                + "}");
                  }
                  checks.incrementAndGet();
                })
            .listen(0, "127.0.0.1")
            .await(5, TimeUnit.SECONDS);
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

  /** From now on each check must come on a connection of its own. */
  public void closeAfterEach() {
    closing = true;
  }

  /** From now on takes requests and does not answer. */
  public void hang() {
    hanging = true;
  }
}
