package dev.patchbay.health;

import java.util.concurrent.TimeUnit;

/**
 * Counts the time in which a loop was alive. It is looked at again and again, by a tick at the
 * latest; what lies between two looks counts up to one tick and a little more. What is longer is
 * the loop's own lateness: the process was stopped, the machine had no time for it, it collected
 * garbage, or something on the loop took long. In that time nobody could have been heard.
 *
 * <p>Under one owner, on one thread.
 */
final class LivingTime {
  /** So often the time must be looked at for all of it to count. */
  static final long TICK_MILLIS = 20;

  /** So late a tick may be on a machine that does other things as well. */
  private static final long SLACK_MILLIS = 10;

  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS + SLACK_MILLIS);

  private long lookedNanos;
  private long livedNanos;
  private long lateNanos;

  /**
   * @param nowNanos the time now, in nanoseconds since any moment
   */
  LivingTime(long nowNanos) {
    lookedNanos = nowNanos;
  }

  /** Looks at the time. Returns the nanoseconds lived so far; they never go back. */
  long look(long nowNanos) {
    long passed = Math.max(0, nowNanos - lookedNanos);
    long counted = Math.min(passed, MOST_NANOS);
    livedNanos += counted;
    lateNanos += passed - counted;
    lookedNanos = nowNanos;
    return livedNanos;
  }

  /** The nanoseconds that did not count so far. */
  long lateNanos() {
    return lateNanos;
  }
}
