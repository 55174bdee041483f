package dev.patchbay.pump;

/**
 * Time in which this process could have heard its peers: between two ticks it goes on by a bounded
 * step only. So a pause of ours, be it a stopped process or a machine that was moved, is not
 * charged to the peers.
 */
final class LivingTime {
  private long lastNanos;
  private long livingNanos;

  LivingTime(long startNanos) {
    this.lastNanos = startNanos;
  }

  /**
   * Goes on to this moment of {@link System#nanoTime}.
   *
   * @param longestStepNanos by how much at the most
   * @return the time that has passed since the start, less all pauses, in nanoseconds
   */
  long tick(long nanoTime, long longestStepNanos) {
    livingNanos += Math.min(nanoTime - lastNanos, longestStepNanos);
    lastNanos = nanoTime;
    return livingNanos;
  }
}
