package dev.patchbay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.WebClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptGateTest {
  private static final int CONNECTIONS = 20;
  private static final int CLIENTS = 300;

  /** The gate stops a few later, and this test's own JVM may open a file meanwhile. */
  private static final int SLACK = 60;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void burst_isNotAccepted_whileTheLoopIsBehind(boolean epoll) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(epoll));
    CountDownLatch free = new CountDownLatch(1);
    try {
      Context loop = vertx.getOrCreateContext();
      WebServer server = serve(vertx, loop);
      try (WebClient client = WebClient.http(server.port())) {
        assertThat(client.ask("GET / HTTP/1.1", "Host: x")).startsWith("HTTP/1.1 200 ");
        block(loop, free);
        long before = openFiles();

        for (int i = 0; i < CLIENTS; i++) {
          client.silent();
        }

        assertThat(openFiles() - before - CLIENTS).isLessThan(CONNECTIONS + SLACK);
        free.countDown();
        assertThat(client.ask("GET / HTTP/1.1", "Host: x")).startsWith("HTTP/1.1 200 ");
        await().until(() -> openFiles() - before - CLIENTS < CONNECTIONS + SLACK);
      }
    } finally {
      free.countDown();
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private static WebServer serve(Vertx vertx, Context loop) throws Exception {
    WebServer server =
        new WebServer(
            vertx,
            new HttpServerOptions().setHost("127.0.0.1").setPort(0).setAcceptBacklog(1024),
            WebLimits.of(CONNECTIONS),
            () -> {},
            request -> request.response().putHeader("Content-Length", "0").end());
    CountDownLatch bound = new CountDownLatch(1);
    loop.runOnContext(v -> server.listen().onSuccess(s -> bound.countDown()));
    assertThat(bound.await(20, TimeUnit.SECONDS)).isTrue();
    return server;
  }

  private static void block(Context loop, CountDownLatch free) throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    loop.runOnContext(
        v -> {
          blocked.countDown();
          try {
            free.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    blocked.await();
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
