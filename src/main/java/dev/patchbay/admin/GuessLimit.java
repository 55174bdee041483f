package dev.patchbay.admin;

import dev.patchbay.session.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long a login has to wait because wrong passwords came from where it comes from. Nobody is
 * ever refused for that: the wait has an end, and who has logged in from there before has none. Of
 * fixed size, whoever comes: sources share places, which costs a stranger a wait at the worst. From
 * any thread.
 */
final class GuessLimit {
  /** So many wrong ones cost nothing: somebody types, or a script has an old password. */
  static final int FREE = 10;

  /** One wrong password is forgotten in this time. */
  private static final long FORGET_NANOS = 2_000_000_000L;

  private static final long STEP_MILLIS = 200;
  static final long MOST_MILLIS = 3000;

  /** Nobody owes more than what makes the longest wait, so that it is soon over. */
  private static final long MOST_NANOS = FORGET_NANOS * (FREE + MOST_MILLIS / STEP_MILLIS);

  private static final int PLACES = 4096;
  private static final int MOST_FAMILIAR = 256;

  private final LongSupplier nanoTime;

  /** For each place when all is forgotten, in nanoseconds since {@link #begin}. */
  private final long[] forgottenAt = new long[PLACES];

  private final long begin;
  private final Map<Source, Boolean> familiar =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Boolean> eldest) {
          return size() > MOST_FAMILIAR;
        }
      };

  /**
   * @param nanoTime the time in nanoseconds since any moment, such as {@code System::nanoTime}
   */
  GuessLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  /** How long whoever comes from there has to wait, at most {@link #MOST_MILLIS}. */
  synchronized Duration delay(Source source) {
    long wrong = owed(place(source)) / FORGET_NANOS;
    return Duration.ofMillis(Math.min(MOST_MILLIS, Math.max(0, wrong - FREE) * STEP_MILLIS));
  }

  /** A wrong password came from there. */
  synchronized void wrong(Source source) {
    int place = place(source);
    forgottenAt[place] = now() + Math.min(MOST_NANOS, owed(place) + FORGET_NANOS);
  }

  /** The right one did. */
  synchronized void right(Source source) {
    familiar.put(source, true);
  }

  /** Whether somebody has logged in from there. */
  synchronized boolean isFamiliar(Source source) {
    return familiar.get(source) != null;
  }

  private long owed(int place) {
    return Math.max(0, forgottenAt[place] - now());
  }

  private long now() {
    return nanoTime.getAsLong() - begin;
  }

  private static int place(Source source) {
    byte[] text =
        ByteBuffer.allocate(9).put((byte) (source.ipv6() ? 6 : 4)).putLong(source.bits()).array();
    return Math.floorMod(ByteBuffer.wrap(Mark.of(text)).getInt(), PLACES);
  }
}
