package dev.patchbay.pump;

import java.util.List;

/**
 * Who takes a connection: the loop that has accepted it, which costs nothing more, unless another
 * has clearly fewer; then that one, for one wake-up. So short connections stay where they come, and
 * long ones are spread evenly, whichever loop the system likes to wake.
 */
final class Balance {
  /** A loop may have an eighth more than another. */
  private static final int PART = 8;

  private Balance() {}

  /** Of these loops the one to take a connection that this one of them has accepted. */
  static PumpLoop taker(List<PumpLoop> loops, PumpLoop accepting) {
    PumpLoop least = accepting;
    for (PumpLoop loop : loops) {
      if (loop.connections() < least.connections()) {
        least = loop;
      }
    }
    return isTooMany(accepting.connections() + 1, least.connections()) ? least : accepting;
  }

  /** Whether a loop with so many, and another with so few, are out of balance. */
  static boolean isTooMany(int here, int least) {
    return here - least > 1 + least / PART;
  }
}
