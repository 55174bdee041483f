package dev.patchbay.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

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

  static void closed(Vertx vertx) {
    result(vertx.close());
  }
}
