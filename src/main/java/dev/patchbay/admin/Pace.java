package dev.patchbay.admin;

/**
 * The times of a stream, in milliseconds.
 *
 * @param gap from one delivery to the next, at the least
 * @param look how often counts are compared with what was sent
 * @param beat how often every client is sent something; one that has taken nothing of what was sent
 *     in the time between two beats is dropped
 */
record Pace(long gap, long look, long beat) {
  static final Pace DEFAULT = new Pace(100, 1000, 10_000);
}
