package dev.patchbay.web;

import java.time.Duration;

/**
 * The limits of a {@link GuestList}, times as numbers of its ticks.
 *
 * @param connections at least 1
 * @param youth after so long without a complete head a connection is the first to go
 */
record GuestLimits(int connections, long youth, long head, long body, long answer) {
  /** How often a list ticks. */
  static final Duration TICK = Duration.ofMillis(250);

  private static final Duration YOUTH = Duration.ofSeconds(1);

  static GuestLimits of(WebLimits limits) {
    return new GuestLimits(
        limits.connections(),
        ticks(YOUTH),
        ticks(limits.head()),
        ticks(limits.body()),
        ticks(limits.answer()));
  }

  private static long ticks(Duration time) {
    return Math.max(1, time.dividedBy(TICK));
  }
}
