package dev.patchbay.wire;

/**
 * What number the next packet of an exchange must have: both sides count together, from 0 to 255
 * and round again (page_protocol_basic_packets). For one thread.
 */
final class PacketCount {
  private static final int UNKNOWN = -1;

  private int next;

  /** Another number is no fault. */
  private boolean supposed;

  /** Begins anew with this number. */
  void start(int number) {
    next = number;
    supposed = false;
  }

  /** Takes whatever comes next. */
  void forget() {
    next = UNKNOWN;
  }

  /** If the next number is not known, it should be this one; but takes whatever comes. */
  void suppose(int number) {
    if (next < 0) {
      next = number & 0xFF;
      supposed = true;
    }
  }

  /** The next number; below 0 if that is not known. */
  int next() {
    return next;
  }

  /** A packet of this number has begun. */
  void take(int number) throws LostThread {
    if (next >= 0 && number != next && !supposed) {
      throw new LostThread(Opaque.OUT_OF_ORDER);
    }
    supposed = false;
    next = number + 1 & 0xFF;
  }

  /** The packet was of so many bytes: each part of a long one has a number of its own. */
  void countParts(long length) {
    next = next + (int) (length / Frames.LONGEST_PART) & 0xFF;
  }
}
