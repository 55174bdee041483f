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
 * Sessions and check times of the last {@value #STEPS} steps, and of the last {@link Day}, so that
 * whoever opens the dashboard at night sees what came before. Written on the control loop, read
 * from any thread.
 */
public final class History {
  /** Seconds from one step to the next. */
  public static final int STEP_SECONDS = 5;

  /** How many steps are kept: 15 minutes. */
  public static final int STEPS = 180;

  /**
   * What may outlive a restart. Immutable.
   *
   * @param minutes the steps that are kept, oldest first
   */
  public record Kept(List<Sample> minutes, Day day) {
    /** Nothing. */
    public static final Kept NOTHING = new Kept(List.of(), Day.EMPTY);

    public Kept {
      minutes = List.copyOf(minutes);
    }
  }

  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(STEP_SECONDS);

  private final Supplier<List<NodeId>> nodes;
  private final SessionCounts counts;
  private final NodeChecks checks;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Ring<Sample> ring = new Ring<>(STEPS);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Day day;
  private long lastNanos;

  /**
   * @param nodes those that there are now, in configuration order
   * @param nanoTime tells how many steps were missed, which the clock cannot: it may be set
   * @param kept what is known from before the start
   */
  public History(
      Supplier<List<NodeId>> nodes,
      SessionCounts counts,
      NodeChecks checks,
      Clock clock,
      LongSupplier nanoTime,
      Kept kept) {
    this.nodes = nodes;
    this.counts = counts;
    this.checks = checks;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
    Instant now = clock.instant();
    this.day = Day.of(kept.day().steps(), now);
    resume(kept.minutes(), now);
  }

  /** Takes over steps of another run; those since its end are of no node. */
  private void resume(List<Sample> minutes, Instant now) {
    Instant oldest = now.minusSeconds((long) STEPS * STEP_SECONDS);
    Instant last = null;
    for (Sample sample : minutes) {
      boolean inOrder = last == null || sample.at().isAfter(last);
      if (inOrder && sample.at().isAfter(oldest) && !sample.at().isAfter(now)) {
        ring.add(sample);
        last = sample.at();
      }
    }
    if (last != null) {
      while (last.plusSeconds(STEP_SECONDS + STEP_SECONDS / 2).isBefore(now)) {
        last = last.plusSeconds(STEP_SECONDS);
        ring.add(new Sample(last, List.of()));
      }
    }
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
    Sample measured = measured(at);
    ring.add(measured);
    day = day.with(measured);
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

  /** The last day. */
  public Day day() {
    return day;
  }

  /** What is to outlive a restart. */
  public Kept kept() {
    return new Kept(samples(), day);
  }

  /** How many steps have ended, those of an earlier run that were taken over among them. */
  public long steps() {
    return ring.added();
  }

  /** The names of the nodes that there are now, as samples have them, in configuration order. */
  public List<String> names() {
    return nodes.get().stream().map(n -> Clip.of(n.name())).toList();
  }
}
