package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Names;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection to an agent that is kept between two checks. No check is due by itself. */
class LostConnectionTest {
  private static final int NEVER_MILLIS = 3_600_000;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger checks = new AtomicInteger();
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;
  private HttpServer agent;
  private Node node;
  private HealthMonitor monitor;

  @BeforeEach
  void startAgent() throws Exception {
    agent =
        vertx
            .createHttpServer()
            .connectionHandler(connections::add)
            .requestHandler(
                request ->
                    request
                        .response()
                        .end("{\"healthy\":true}")
                        .onComplete(
                            done -> {
                              checks.incrementAndGet();
                              if (closing) {
                                request.connection().close();
                              }
                            }))
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    node = new Node("a", "127.0.0.1", 3306, agent.actualPort(), "/");
    monitor =
        new HealthMonitor(
            vertx,
            new Names(vertx),
            vertx.getOrCreateContext(),
            Clock.systemUTC(),
            List.of(node),
            new CheckSettings(20_000, NEVER_MILLIS, Optional.empty(), false),
            health -> {},
            (checked, verdict, nanos) -> {});
  }

  @AfterEach
  void stop() throws Exception {
    monitor.stop();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void endOfAConnectionThatServedTwice_bringsACheckForward() {
    monitor.start();
    awaitChecks(1);
    monitor.suspect(node.id());
    awaitChecks(2);
    assertThat(connections).hasSize(1);

    connections.forEach(HttpConnection::close);

    awaitChecks(3);
  }

  @Test
  void agentThatEndsEachConnection_isNotAskedAgainForThat() {
    closing = true;

    monitor.start();

    awaitChecks(1);
    await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(30)).until(this::askedOnce);
  }

  private boolean askedOnce() {
    return checks.get() == 1;
  }

  private void awaitChecks(int count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> checks.get() == count);
  }
}
