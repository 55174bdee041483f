package dev.patchbay.bench.load;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How long requests had to wait that are made at fixed intervals. Whoever waits longer than one
 * interval makes no request meanwhile; those are counted all the same, with the wait that they
 * would have had, or a standstill of a second would be one figure among hundreds of good ones.
 */
final class Waits {
  private final long intervalNanos;
  private long[] nanos = new long[1024];
  private int count;

  /**
   * @param intervalNanos from one request to the next, at least 1
   */
  Waits(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  /** One more wait. */
  void add(long waited) {
    put(waited);
    for (long rest = waited - intervalNanos; rest > intervalNanos; rest -= intervalNanos) {
      put(rest);
    }
  }

  private void put(long waited) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = waited;
  }

  /** What came in both. */
  Waits and(Waits other) {
    Waits both = new Waits(intervalNanos);
    both.nanos =
        LongStream.concat(
                Arrays.stream(nanos, 0, count), Arrays.stream(other.nanos, 0, other.count))
            .toArray();
    both.count = count + other.count;
    return both;
  }

  /**
   * The wait that this share of all did not exceed, in milliseconds.
   *
   * @param share from 0 to 1
   */
  double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int at = Math.max(0, (int) Math.ceil(share * count) - 1);
    return (double) sorted[at] / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
