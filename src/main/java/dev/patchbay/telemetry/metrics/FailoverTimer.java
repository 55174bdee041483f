package dev.patchbay.telemetry.metrics;

import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How long one listener's failovers take: from the decision to leave a node until the last of its
 * sessions is cut and another node takes new ones. While no node is healthy it goes on. And how
 * long a sick node may have had sessions: from the last word that it was healthy until they were
 * cut.
 */
final class FailoverTimer implements SessionObserver {
  private static final Duration[] BUCKETS =
      Names.millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 5000, 15_000, 60_000, 300_000);

  private final Timer timer;
  private final Timer sinceHealthy;
  private final Function<NodeId, OptionalLong> lastHealthyNanos;
  private final LongSupplier nanoTime;

  /** The node that was left and when; empty while there is a node. */
  private Optional<Node> left = Optional.empty();

  private long leftNanos;

  /**
   * @param nanoTime the time in nanoseconds since any moment
   * @param lastHealthyNanos when a node was last known to be healthy, by the same clock
   */
  FailoverTimer(
      MeterRegistry registry,
      ListenerId listener,
      LongSupplier nanoTime,
      Function<NodeId, OptionalLong> lastHealthyNanos) {
    this.nanoTime = nanoTime;
    this.lastHealthyNanos = lastHealthyNanos;
    this.sinceHealthy =
        Timer.builder("patchbay.failover.since.healthy")
            .description("Time from the last word that a node was healthy until it was left")
            .tags(Names.of(listener))
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
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
    Optional<Node> gone = after.missing(before).stream().findFirst();
    if (gone.isPresent()) {
      left = gone;
      leftNanos = now - report.nanos();
      if (after.reason().code() == Reason.Code.BECAME_UNHEALTHY) {
        lastHealthyNanos
            .apply(left.get().id())
            .ifPresent(at -> sinceHealthy.record(now - at, TimeUnit.NANOSECONDS));
      }
    }
    if (after.node().isPresent()) {
      if (left.isPresent() && !after.has(left.get())) {
        timer.record(now - leftNanos, TimeUnit.NANOSECONDS);
      }
      left = Optional.empty();
    }
  }
}
