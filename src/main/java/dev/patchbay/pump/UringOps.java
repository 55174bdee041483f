package dev.patchbay.pump;

import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoOps;

/**
 * What is asked of io_uring, by Linux's own numbers (linux/io_uring.h), which Netty keeps to
 * itself.
 */
final class UringOps {
  static final byte NOP = 0;
  static final byte POLL_ADD = 6;
  static final byte ASYNC_CANCEL = 14;
  static final byte SEND = 26;

  /** IORING_CQE_F_MORE. */
  private static final int MORE = 1 << 1;

  /** IORING_POLL_ADD_MULTI: each change is told, as by an edge of epoll. */
  private static final int MULTI = 1;

  /** MSG_NOSIGNAL, and MSG_DONTWAIT: without it the ring would wait for room by itself. */
  private static final int AT_ONCE = 0x4000 | 0x40;

  private UringOps() {}

  /** Whether what was asked for goes on. */
  static boolean goesOn(IoUringIoEvent told) {
    return (told.flags() & MORE) != 0;
  }

  /** Tells whatever of these happens to the descriptor, until it is cancelled. */
  static IoUringIoOps poll(int descriptor, int events) {
    return ops(POLL_ADD, descriptor, 0, MULTI, events);
  }

  /** Tells once that one of these is so, which it may be already. */
  static IoUringIoOps pollOnce(int descriptor, int events) {
    return ops(POLL_ADD, descriptor, 0, 0, events);
  }

  /** Sends of this memory what there is room for; it must stay as it is until that is told. */
  static IoUringIoOps send(int descriptor, long address, int length) {
    return ops(SEND, descriptor, address, length, AT_ONCE);
  }

  /** Ends what was submitted under this number. */
  static IoUringIoOps cancel(long number) {
    return ops(ASYNC_CANCEL, -1, number, 0, 0);
  }

  /** Tells at once, behind what has been told already. */
  static IoUringIoOps nothing() {
    return ops(NOP, -1, 0, 0, 0);
  }

  private static IoUringIoOps ops(byte what, int descriptor, long address, int length, int flags) {
    return new IoUringIoOps(
        what,
        (byte) 0,
        (short) 0,
        descriptor,
        0,
        address,
        length,
        flags,
        0,
        (short) 0,
        (short) 0,
        0,
        0);
  }
}
