package dev.patchbay.bench.load;

/**
 * Threads that measure come before those that only load the machine, or the processor's queue would
 * be measured in place of the proxy. Without effect but for root and with {@code
 * -XX:ThreadPriorityPolicy=1}.
 */
final class Priority {
  private Priority() {}

  /** The calling thread measures, or answers one that does. */
  static void high() {
    Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
  }

  /** The calling thread loads the machine. */
  static void ordinary() {
    Thread.currentThread().setPriority(Thread.NORM_PRIORITY);
  }
}
