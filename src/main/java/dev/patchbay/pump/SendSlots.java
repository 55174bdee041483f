package dev.patchbay.pump;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;

/**
 * Memory for what is small and on its way into the kernel, a slot for each socket that sends: what
 * a ring sends must not change until it is told that it was sent. On one loop.
 */
final class SendSlots {
  /** In bytes. What is larger is sent at once, by a system call, which then hardly counts. */
  static final int SLOT = 4 * 1024;

  static final int NONE = -1;

  private static final int SLOTS = 1024;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(SLOTS * SLOT);
  private final long address = Buffer.memoryAddress(memory);
  private final int[] free = new int[SLOTS];
  private int left = SLOTS;

  SendSlots() {
    for (int i = 0; i < SLOTS; i++) {
      free[i] = i;
    }
  }

  /** Whether nothing is on its way. */
  boolean areFree() {
    return left == SLOTS;
  }

  /** Takes a slot, or {@link #NONE} if there is none left. */
  int take() {
    return left == 0 ? NONE : free[--left];
  }

  /**
   * Puts these bytes into a slot, which must have room for them.
   *
   * @param at how many there are in it already
   * @return how many these are
   */
  int put(int slot, int at, ByteBuffer bytes) {
    int length = bytes.remaining();
    memory.put(slot * SLOT + at, bytes, bytes.position(), length);
    bytes.position(bytes.position() + length);
    return length;
  }

  /** Where in memory a slot begins. */
  long address(int slot) {
    return address + (long) slot * SLOT;
  }

  void giveBack(int slot) {
    free[left++] = slot;
  }
}
