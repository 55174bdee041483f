package dev.patchbay.session;

import java.util.concurrent.TimeUnit;

/**
 * What a session may still spend on reaching a node: two dials, and the listener's connect timeout
 * for both and what lies between them.
 *
 * @param begun the session's stamp, see {@link Stamps}
 * @param left how many dials may still begin
 * @param deadlineNanos of {@link System#nanoTime}
 */
record Tries(long begun, int left, long deadlineNanos) {
  static Tries within(long begun, int connectTimeoutMillis) {
    return new Tries(
        begun, 2, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(connectTimeoutMillis));
  }

  Tries oneLess() {
    return new Tries(begun, left - 1, deadlineNanos);
  }

  boolean areUsedUp() {
    return left == 0 || millisLeft() <= 0;
  }

  /** Negative once the time is over. */
  long millisLeft() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }
}
