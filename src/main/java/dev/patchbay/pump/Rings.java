package dev.patchbay.pump;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.util.Optional;

/** Whether Linux's io_uring is to be had, and how a loop has it. */
public final class Rings {
  /** How much a loop may ask for before it has to submit it. */
  private static final int ENTRIES = 1024;

  private Rings() {}

  /**
   * Why this system has no io_uring for us: it is no Linux, too old (before 6.0), or forbids it to
   * this process. From any thread; the first call may take some 10 milliseconds.
   *
   * @return empty if it is to be had
   */
  public static Optional<String> refusal() {
    if (!IoUring.isAvailable()) {
      return Optional.of(cause(IoUring.unavailabilityCause()));
    }
    return IoUring.isPollAddMultishotEnabled()
        ? Optional.empty()
        : Optional.of("this kernel is too old for it");
  }

  private static String cause(Throwable fault) {
    Throwable first = fault;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return String.valueOf(first.getMessage());
  }

  static IoHandlerFactory factory() {
    return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setRingSize(ENTRIES));
  }

  /** Whether this loop waits by a ring, which knows none of the sockets that Vert.x has. */
  static boolean has(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isIoType(IoUringIoHandler.class);
  }
}
