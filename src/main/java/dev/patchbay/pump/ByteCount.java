package dev.patchbay.pump;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes have gone one way. One loop adds to it, any thread may read it. */
public final class ByteCount {
  private final AtomicLong bytes = new AtomicLong();

  /** Only one thread ever adds, so that no locked instruction is needed. */
  void add(int more) {
    bytes.setOpaque(bytes.getPlain() + more);
  }

  /** Bytes so far; behind by no more than what is being moved at this moment. */
  public long bytes() {
    return bytes.getOpaque();
  }
}
