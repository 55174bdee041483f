package dev.patchbay.pump;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether Linux's io_uring is to be had, and how a loop has it. */
public final class Rings {
  private static final String UNUSABLE = "a ring can be made here, but not used";

  private static final int TRIAL_SECONDS = 5;

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
        ? refusalOfALoop()
        : Optional.of("this kernel is too old for it");
  }

  /** A filter of system calls may let a ring be made, and forbid its use. */
  private static Optional<String> refusalOfALoop() {
    IoEventLoopGroup group = null;
    try {
      group = new MultiThreadIoEventLoopGroup(1, factory());
      IoEventLoop loop = group.next();
      // A loop that fails does its last tasks. A timer set by a task runs only after a wait.
      Future<Boolean> failing =
          loop.submit(() -> loop.schedule(loop::isShuttingDown, 1, TimeUnit.MILLISECONDS))
              .get(TRIAL_SECONDS, TimeUnit.SECONDS);
      boolean failed = failing.get(TRIAL_SECONDS, TimeUnit.SECONDS);
      return failed ? Optional.of(UNUSABLE) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while it was tried");
    } catch (ExecutionException | TimeoutException | RuntimeException | Error e) {
      return Optional.of(UNUSABLE);
    } finally {
      if (group != null) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      }
    }
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
