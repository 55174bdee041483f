package dev.patchbay.session;

import java.util.concurrent.TimeUnit;

/** Says whether something that repeats may be reported again. From one thread at a time. */
final class OnceAMinute {
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private long nextNanos = System.nanoTime();

  /** True the first time, and then once a minute at most. */
  boolean isDue() {
    long now = System.nanoTime();
    if (now - nextNanos < 0) {
      return false;
    }
    nextNanos = now + PAUSE_NANOS;
    return true;
  }
}
