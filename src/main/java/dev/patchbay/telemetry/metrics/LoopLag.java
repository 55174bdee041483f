package dev.patchbay.telemetry.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How late each event loop is: twice a second a task that is due says when it came to run. A loop
 * that is late has something that takes too long, or the machine has no time for it.
 */
public final class LoopLag {
  static final long INTERVAL_MILLIS = 500;

  /** Something that runs a task on one loop, a time from now. */
  @FunctionalInterface
  public interface Delay {
    /**
     * @param millis from now
     */
    void run(long millis, Runnable task);
  }

  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private volatile boolean stopped;

  LoopLag(MeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /** Watches a loop from now on. From any thread. */
  public void watch(String loop, Delay delay) {
    Timer timer =
        Timer.builder("patchbay.event.loop.lag")
            .description("How late a due task ran on an event loop")
            .tag("loop", loop)
            .register(registry);
    next(timer, delay);
  }

  /** Ends all of it: each loop has one task left that does nothing. From any thread. */
  void stop() {
    stopped = true;
  }

  private void next(Timer timer, Delay delay) {
    long dueNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
    delay.run(
        INTERVAL_MILLIS,
        () -> {
          if (!stopped) {
            try {
              timer.record(Math.max(0, nanoTime.getAsLong() - dueNanos), TimeUnit.NANOSECONDS);
            } finally {
              next(timer, delay);
            }
          }
        });
  }
}
