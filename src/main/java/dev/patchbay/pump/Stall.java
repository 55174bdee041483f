package dev.patchbay.pump;

/**
 * A peer for which bytes are kept and that takes none of them, dead or alive.
 *
 * @param sinceNanos when it was first seen so, in {@link LivingTime}
 * @param taken how much it had taken by then, in whatever unit
 */
record Stall(long sinceNanos, long taken) {

  /** What it is after one more look: the same if nothing was taken, or a new one. */
  static Stall next(Stall before, long now, long taken) {
    return before != null && before.taken == taken ? before : new Stall(now, taken);
  }

  boolean isOver(long now, long limitNanos) {
    return limitNanos > 0 && now - sinceNanos >= limitNanos;
  }
}
