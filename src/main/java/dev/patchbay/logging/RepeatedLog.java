package dev.patchbay.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides which of many like failures are worth a line: a failure is logged when it changes, and
 * then at most once a minute. From any thread.
 */
public final class RepeatedLog {
  private static final long INTERVAL_NANOS = 60_000_000_000L;

  /** Beyond this many kinds the one that was quiet longest is forgotten. */
  private static final int MAX_KEYS = 256;

  private record Last(String text, long loggedAt, long suppressed) {}

  private final LongSupplier nanoTime;
  private final Map<String, Last> lasts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * @param nanoTime the time in nanoseconds since any moment, such as {@code System::nanoTime}
   */
  public RepeatedLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Asks for leave to log a failure.
   *
   * @param key what failed
   * @param text how it failed; without times and counts, which would make each failure a new one
   * @return empty if the failure must not be logged now; else how many of this key were held back
   *     since the line before
   */
  public synchronized OptionalLong admit(String key, String text) {
    long now = nanoTime.getAsLong();
    Last last = lasts.get(key);
    if (last != null && last.text.equals(text) && now - last.loggedAt < INTERVAL_NANOS) {
      lasts.put(key, new Last(text, last.loggedAt, last.suppressed + 1));
      return OptionalLong.empty();
    }
    lasts.put(key, new Last(text, now, 0));
    return OptionalLong.of(last == null ? 0 : last.suppressed);
  }

  /** What failed works again: its next failure is a new one. */
  public synchronized void clear(String key) {
    lasts.remove(key);
  }
}
