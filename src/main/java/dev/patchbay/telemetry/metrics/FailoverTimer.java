package dev.patchbay.telemetry.metrics;

import dev.patchbay.routing.Route;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long one listener's failovers take: from the decision to leave a node until the last of its
 * sessions is cut and another node takes new ones. While no node is healthy it goes on.
 */
final class FailoverTimer implements SessionObserver {
  private static final Duration[] BUCKETS =
      Names.millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 5000, 15_000, 60_000, 300_000);

  private final Timer timer;
  private final LongSupplier nanoTime;

  /** The node that was left and when; empty while there is a node. */
  private Optional<Node> left = Optional.empty();

  private long leftNanos;

  FailoverTimer(MeterRegistry registry, ListenerId listener, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.timer =
        Timer.builder("patchbay.failover.duration")
            .description("Time from the decision to leave a node until another one has taken over")
            .tags(Names.of(listener))
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  /** Reports come in order, but not always on the same thread. */
  @Override
  public synchronized void cut(SessionsCut report) {
    Route before = report.before();
    Route after = report.after();
    long now = nanoTime.getAsLong();
    if (before.node().isPresent() && !before.leadsTo(after.node())) {
      left = before.node();
      leftNanos = now - report.nanos();
    }
    if (after.node().isPresent()) {
      if (left.isPresent() && !after.leadsTo(left)) {
        timer.record(now - leftNanos, TimeUnit.NANOSECONDS);
      }
      left = Optional.empty();
    }
  }
}
