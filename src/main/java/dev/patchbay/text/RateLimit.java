package dev.patchbay.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides which of many like failures are worth a line: a failure is logged when it changes, and
 * then at most once a minute. What changes all the time, because a stranger words it, has a few
 * lines a minute and no more. From any thread.
 */
public final class RateLimit {
  private static final long INTERVAL_NANOS = 60_000_000_000L;

  /** Beyond this many kinds the one that was quiet longest is forgotten. */
  private static final int MAX_KEYS = 256;

  /** Lines of one kind within a minute, however often its text changes. */
  private static final int MAX_CHANGES = 6;

  /** The minute began at {@code since}; {@code lines} were logged in it. */
  private record Last(String text, long since, int lines, long suppressed) {}

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
  public RateLimit(LongSupplier nanoTime) {
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
    if (last == null || now - last.since >= INTERVAL_NANOS) {
      lasts.put(key, new Last(text, now, 1, 0));
    } else if (last.text.equals(text) || last.lines >= MAX_CHANGES) {
      lasts.put(key, new Last(last.text, last.since, last.lines, last.suppressed + 1));
      return OptionalLong.empty();
    } else {
      lasts.put(key, new Last(text, last.since, last.lines + 1, 0));
    }
    return OptionalLong.of(last == null ? 0 : last.suppressed);
  }

  /** What failed works again: its next failure is a new one. */
  public synchronized void clear(String key) {
    lasts.remove(key);
  }
}
