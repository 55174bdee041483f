package dev.patchbay.wire;

/**
 * What number the next packet of an exchange must have: both sides count together, from 0 to 255
 * and round again (page_protocol_basic_packets). For one thread.
 */
final class PacketCount {
  private static final int UNKNOWN = -1;

  private int next;

  /** Begins anew with this number. */
  void start(int number) {
    next = number;
  }

  /** Takes whatever comes next. */
  void forget() {
    next = UNKNOWN;
  }

  /** The next number; below 0 if that is not known. */
  int next() {
    return next;
  }

  /** A packet of this number has begun. */
  void take(int number) throws LostThread {
    if (next >= 0 && number != next) {
      throw new LostThread(Opaque.OUT_OF_ORDER);
    }
    next = number + 1 & 0xFF;
  }

  /** The packet was of so many bytes: each part of a long one has a number of its own. */
  void countParts(long length) {
    next = next + (int) (length / Frames.LONGEST_PART) & 0xFF;
  }
}
