package dev.patchbay.agent;

import java.util.Arrays;

/**
 * How long a node's answers took of late, and how long the next one may take: {@value #GROWTH}
 * times the third longest of the last {@value #MEMORY} answers, and never less than {@value
 * #LEAST_MILLIS} ms, nor more than a whole look may. A node whose cores are all busy is slow again
 * and again, and not sick; one that stood still once, or twice, is as quick as before, and the next
 * time must be noticed as soon. A server with a thread pool lets anybody wait while its threads are
 * busy, and is not sick either: that time comes on top of the least. Any thread.
 */
final class AnswerTimes {
  static final int LEAST_MILLIS = 300;

  /** Half a minute of one question every 20 ms. */
  static final int MEMORY = 1_500;

  private static final int GROWTH = 4;
  private static final int RANK = 3;

  private final int mostMillis;
  private final int[] millis = new int[MEMORY];
  private int next;
  private int stallMillis;

  /**
   * @param mostMillis how long a whole look may take: it is no use to be more patient than that
   */
  AnswerTimes(int mostMillis) {
    this.mostMillis = mostMillis;
  }

  /** An answer has taken so many milliseconds. */
  synchronized void add(int tookMillis) {
    millis[next] = tookMillis;
    next = (next + 1) % MEMORY;
  }

  /** The server's thread pool may let an answer wait for so long; 0 without a pool. */
  synchronized void poolStalls(int millisAtMost) {
    stallMillis = millisAtMost;
  }

  /**
   * How long the next one may take, in milliseconds. It sorts: for the rare case that it counts.
   */
  synchronized int limitMillis() {
    int[] sorted = millis.clone();
    Arrays.sort(sorted);
    return Math.max(
        LEAST_MILLIS + stallMillis, Math.min(mostMillis, GROWTH * sorted[MEMORY - RANK]));
  }
}
