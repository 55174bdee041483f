package dev.patchbay.app;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * A part of the proxy that is started and stopped in its turn ({@link Components}). Both are called
 * on the thread that starts and stops the proxy, which is no event loop.
 */
interface Component {
  /** What it is, in the log's words. */
  String name();

  /**
   * Begins its work; may block.
   *
   * @throws StartFailure if it cannot; the proxy then ends
   */
  default void start() throws StartFailure {}

  /**
   * Ends its work; the future completes when it has ended. Called for whatever was started, and for
   * what failed to.
   */
  default Future<?> stop() {
    return Future.succeededFuture();
  }

  /** One that needs nothing but its end. */
  static Component ending(String name, Supplier<Future<?>> stop) {
    return running(name, () -> {}, stop);
  }

  /** One that cannot fail. */
  static Component of(String name, Runnable start, Runnable stop) {
    return running(
        name,
        start,
        () -> {
          stop.run();
          return Future.succeededFuture();
        });
  }

  /** One that cannot fail to start, and takes a while to end. */
  static Component running(String name, Runnable start, Supplier<Future<?>> stop) {
    return new Component() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() {
        start.run();
      }

      @Override
      public Future<?> stop() {
        return stop.get();
      }
    };
  }
}
