package dev.patchbay.session;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many sessions there are from each source now, over all listeners. A source without one is not
 * in the table, so that it can never be larger than the sessions are many. From any thread.
 */
final class SourceCounts {
  private final ConcurrentMap<Source, Integer> open = new ConcurrentHashMap<>();

  /**
   * One more from this source, unless there are as many as there may be.
   *
   * @param limit at least 1
   * @return whether it was counted; then {@link #leave} must follow once
   */
  boolean enter(Source source, int limit) {
    boolean[] entered = {false};
    open.compute(
        source,
        (same, now) -> {
          int before = now == null ? 0 : now;
          entered[0] = before < limit;
          return entered[0] ? Integer.valueOf(before + 1) : now;
        });
    return entered[0];
  }

  /** One less. */
  void leave(Source source) {
    open.computeIfPresent(source, (same, now) -> now == 1 ? null : now - 1);
  }

  /** Sessions that are counted with this address now. */
  int of(InetAddress address) {
    return open.getOrDefault(Source.of(address), 0);
  }

  /** How many sources have sessions that are counted. */
  int sources() {
    return open.size();
  }
}
