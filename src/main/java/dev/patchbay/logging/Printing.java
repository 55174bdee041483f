package dev.patchbay.logging;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Prints to standard output or error without waiting for ever: when that is a pipe that is full and
 * that nobody reads, a write never returns, and no interrupt ends it. So it is done on a thread
 * that nobody needs and that does not keep the JVM alive. From any thread.
 */
public final class Printing {
  private static final long PATIENCE_MILLIS = 2_000;
  private static final int MOST_WAITING = 32;

  private static final ThreadPoolExecutor LATER =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Printing::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  static {
    LATER.allowCoreThreadTimeOut(true);
  }

  private Printing() {}

  private static Thread thread(Runnable print) {
    Thread thread = new Thread(print, "patchbay-print");
    thread.setDaemon(true);
    return thread;
  }

  /** Prints as soon as what came before is printed; dropped if {@value #MOST_WAITING} wait. */
  static void later(Runnable print) {
    LATER.execute(print);
  }

  /** Waits for what was to be printed {@link #later}, for so long at the most. */
  static void awaitPrinted(long millis) {
    try {
      LATER.submit(() -> {}).get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Whoever should read it does not.
    }
  }

  /** Prints, and goes on once it is printed or two seconds have passed. */
  public static void patiently(Runnable print) {
    Thread printer = thread(print);
    printer.start();
    try {
      printer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
