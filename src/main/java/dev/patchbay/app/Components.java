package dev.patchbay.app;

import dev.patchbay.telemetry.logging.Logs;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a proxy in the order in which they start; they stop in the reverse of it. Each is
 * given half a second for its end, so that one that hangs does not keep the sessions of the next.
 */
final class Components {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);
  private static final int STOP_MILLIS = 500;

  private final List<Component> all;
  private final Deque<Component> started = new ArrayDeque<>();
  private final AtomicBoolean stopped = new AtomicBoolean();

  Components(List<Component> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Starts all of them. Once, on the thread that starts the proxy.
   *
   * @throws StartFailure if one cannot be started; those before it are stopped then
   */
  void start() throws StartFailure {
    try {
      for (Component component : all) {
        started.push(component);
        component.start();
      }
    } catch (StartFailure | RuntimeException e) {
      stop();
      throw e;
    }
  }

  /** Stops what was started. From any thread but an event loop; without effect the second time. */
  void stop() {
    if (stopped.compareAndSet(false, true)) {
      started.forEach(component -> await(component.name(), component::stop));
    }
  }

  /** Waits for the end of a part, and logs if it does not come. */
  static void await(String name, Supplier<Future<?>> end) {
    try {
      Future<?> ending = end.get();
      ending.toCompletionStage().toCompletableFuture().get(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.atInfo()
          .addKeyValue("part", name)
          .addKeyValue("error", String.valueOf(e))
          .log("A part did not stop in time");
    }
  }
}
