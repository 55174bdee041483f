package dev.patchbay.pump;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One thread that moves bytes. Tasks run one after the other, in the order in which they were
 * given.
 */
public final class PumpLoop implements Executor {
  private final EventLoop eventLoop;
  private final int index;

  PumpLoop(EventLoop eventLoop, int index) {
    this.eventLoop = eventLoop;
    this.index = index;
  }

  /** Runs this task on the loop. From any thread. */
  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  /** Runs this task on the loop after so many milliseconds, at least 0. From any thread. */
  public Cancellable schedule(long millis, Runnable task) {
    var future = eventLoop.schedule(task, millis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  /** Whether the caller runs on this loop. */
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  /** The number of this loop among its group, from 0. */
  public int index() {
    return index;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }
}
