package dev.patchbay.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Ends the process if its stop takes too long, whatever holds it up: a part that does not end, or
 * an exit that waits for somebody to read what was printed. Nothing here prints.
 */
final class StopBound {
  /** Parts that do not end are given up by themselves within three seconds. */
  static final int STOP_SECONDS = 10;

  /** What the log still holds is given up after four seconds. */
  static final int EXIT_SECONDS = 6;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch lifted = new CountDownLatch(1);
  private final IntConsumer halt;
  private final long secondMillis;

  /**
   * @param halt ends the process there and then with this exit code
   */
  StopBound(IntConsumer halt) {
    this(halt, TimeUnit.SECONDS.toMillis(1));
  }

  /** For tests, whose seconds may be shorter. */
  StopBound(IntConsumer halt, long secondMillis) {
    this.halt = halt;
    this.secondMillis = secondMillis;
  }

  /**
   * The process was told to stop. Once.
   *
   * @param signal its number, at least 1
   * @param delaySeconds for how long it goes on serving, at least 0
   */
  void begin(int signal, int delaySeconds) {
    Thread watch = new Thread(() -> watch(signal, delaySeconds), "patchbay-stop-bound");
    watch.setDaemon(true);
    watch.start();
  }

  /** Every session is cut; what is left is the exit. */
  void stopped() {
    stopped.countDown();
  }

  /** The process lives on after the proxy's end. */
  void lift() {
    lifted.countDown();
  }

  private void watch(int signal, int delaySeconds) {
    try {
      if (!within((long) delaySeconds + STOP_SECONDS, stopped)) {
        halt.accept(128 + signal);
      } else if (!within(EXIT_SECONDS, lifted)) {
        halt.accept(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Second by second, so that a process that was held for an hour has lost no more than one. */
  private boolean within(long seconds, CountDownLatch event) throws InterruptedException {
    for (long i = 0; i < seconds; i++) {
      if (event.await(secondMillis, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }
}
