package dev.patchbay.metrics;

import dev.patchbay.session.SessionLimit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** How many sessions there may be, and whether new clients wait. */
final class LimitMeters {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private LimitMeters() {}

  static void register(MeterRegistry registry, SessionLimit limit) {
    Gauge.builder("patchbay.sessions.limit", () -> limit.cap().sessions())
        .description("The most sessions there may be, over both listeners")
        .tag("by", limit.cap().by().code())
        .register(registry);
    Gauge.builder("patchbay.accepting", () -> limit.accepting().paused() ? 0 : 1)
        .description("0 while there are as many sessions as there may be and new clients wait")
        .register(registry);
    FunctionCounter.builder(
            "patchbay.accepting.paused", limit, l -> l.accepting().pausedNanos() / NANOS)
        .description("For how long new clients had to wait because of that limit")
        .baseUnit("seconds")
        .register(registry);
  }
}
