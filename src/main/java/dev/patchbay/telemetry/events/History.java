package dev.patchbay.telemetry.events;

import dev.patchbay.session.SessionCounts;
import dev.patchbay.topology.NodeId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sessions and check times of the last {@value #STEPS} steps, so that whoever opens the dashboard
 * at night sees what came before. Written on the control loop, read from any thread.
 */
public final class History {
  /** Seconds from one step to the next. */
  public static final int STEP_SECONDS = 5;

  /** How many steps are kept: 15 minutes. */
  public static final int STEPS = 180;

  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(STEP_SECONDS);

  private final Supplier<List<NodeId>> nodes;
  private final SessionCounts counts;
  private final NodeChecks checks;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Ring<Sample> ring = new Ring<>(STEPS);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long lastNanos;

  /**
   * @param nodes those that there are now, in configuration order
   * @param nanoTime tells how many steps were missed, which the clock cannot: it may be set
   */
  public History(
      Supplier<List<NodeId>> nodes,
      SessionCounts counts,
      NodeChecks checks,
      Clock clock,
      LongSupplier nanoTime) {
    this.nodes = nodes;
    this.counts = counts;
    this.checks = checks;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /**
   * Ends a step. To be called every {@value #STEP_SECONDS} seconds, on the control loop only. Steps
   * that were missed, because the machine stood still, are known to be unknown.
   */
  public void step() {
    long now = nanoTime.getAsLong();
    Instant at = clock.instant();
    long steps = Math.round((double) (now - lastNanos) / STEP_NANOS);
    for (long missed = Math.min(steps - 1, STEPS); missed > 0; missed--) {
      ring.add(unknown(at.minusSeconds(missed * STEP_SECONDS)));
    }
    ring.add(measured(at));
    lastNanos = now;
    listeners.forEach(Runnable::run);
  }

  /** Runs this after each step, on the control loop: it must be quick, and never block. */
  public void onStep(Runnable listener) {
    listeners.add(listener);
  }

  private Sample unknown(Instant at) {
    return new Sample(
        at,
        nodes.get().stream()
            .map(n -> new Sample.Node(n.name(), OptionalInt.empty(), OptionalDouble.empty()))
            .toList());
  }

  private Sample measured(Instant at) {
    return new Sample(
        at,
        nodes.get().stream()
            .map(
                n -> new Sample.Node(n.name(), OptionalInt.of(counts.of(n)), checks.takeSlowest(n)))
            .toList());
  }

  /** The steps that are kept, oldest first. */
  public List<Sample> samples() {
    return ring.from(0);
  }

  /** How many steps have ended since the start. */
  public long steps() {
    return ring.added();
  }

  /** The names of the nodes that there are now, as samples have them, in configuration order. */
  public List<String> names() {
    return nodes.get().stream().map(n -> Clip.of(n.name())).toList();
  }
}
