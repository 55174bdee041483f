package dev.patchbay.web;

import java.time.Duration;

/**
 * What a stranger may take of one HTTP server.
 *
 * @param connections how many there may be, at least 1; for one more, another goes
 * @param handshake for TLS, from the connection's first moment; whole seconds, at least 1
 * @param head from the first byte of a request's head to its last; for the first request of a
 *     connection from the connection's first moment, so it is the time for TLS as well
 * @param body from the end of a request's head to the end of its body
 * @param answer from the end of a request to the last byte of its answer, unless it is one without
 *     an end
 */
public record WebLimits(
    int connections, Duration handshake, Duration head, Duration body, Duration answer) {

  /**
   * What a stranger's connection costs in heap, twice over: a silent one was measured at 6 to 8
   * KiB, an idle one at 14, one with half of a head over TLS at 16. (A body of 60 KiB makes it 83,
   * but only for those with the right credentials.)
   */
  static final int HEAP_BYTES_A_CONNECTION = 32 * 1024;

  /** The part of the heap that is for connections. */
  private static final int PART_OF_HEAP = 10;

  /** The usual times, and at most so many connections. */
  public static WebLimits of(int connections) {
    return new WebLimits(
        connections,
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  /**
   * How many connections fit into a tenth of the heap.
   *
   * @param heapBytes the most that the heap may become
   * @param servers how many servers share it, at least 1
   * @return for each server, at least 8
   */
  public static int connectionsThatFit(long heapBytes, int servers) {
    long fitting = heapBytes / PART_OF_HEAP / servers / HEAP_BYTES_A_CONNECTION;
    return (int) Math.max(8, Math.min(Integer.MAX_VALUE, fitting));
  }
}
