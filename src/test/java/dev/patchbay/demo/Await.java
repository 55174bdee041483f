package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Waits for what Vert.x promises. */
final class Await {
  private Await() {}

  static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not succeed: " + e, e);
    }
  }

  /** Waits until nobody listens: Vert.x says closed a moment before the system's port is. */
  static void refused(int port) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                    .isInstanceOf(ConnectException.class));
  }

  static void closed(Vertx vertx) {
    result(vertx.close());
  }
}
