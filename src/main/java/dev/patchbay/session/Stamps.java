package dev.patchbay.session;

/**
 * When a session began, in one number that also tells it from all others of its loop: nanoseconds
 * since this process was young, by a clock that nobody sets, and never the same twice. So a session
 * keeps one number for both.
 */
final class Stamps {
  /** Before all others. */
  static final long FIRST = 0;

  private static final long ORIGIN = System.nanoTime();

  private Stamps() {}

  /** The stamp of this moment; greater than this one. */
  static long after(long last) {
    return Math.max(last + 1, now());
  }

  /** The moment that a stamp of now stands for. */
  static long now() {
    return System.nanoTime() - ORIGIN;
  }
}
