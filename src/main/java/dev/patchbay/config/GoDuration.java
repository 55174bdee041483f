package dev.patchbay.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 90s}, {@code 1m30s}, {@code 1.5h}, {@code 300ms}. */
public final class GoDuration {
  /** What to tell somebody whose text is no duration. */
  public static final String EXPECTED = "a duration such as 90s, 1m30s or 500ms";

  private static final int MAX_LENGTH = 100;
  private static final Pattern PART =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L,
          "\u03bcs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /**
   * Reads what Go's {@code time.ParseDuration} reads: an optional sign, then numbers with their
   * units; also a bare {@code 0}. Fractions of a nanosecond are cut off.
   *
   * @return a duration of whole nanoseconds, at most 292 years either way
   * @throws IllegalArgumentException if the text is no duration, or too long a one
   */
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
    if (unsigned.equals("0")) {
      return Duration.ZERO;
    }
    if (unsigned.isEmpty() || unsigned.length() > MAX_LENGTH) {
      throw notADuration();
    }
    BigInteger nanos = BigInteger.ZERO;
    Matcher part = PART.matcher(unsigned);
    int end = 0;
    while (end < unsigned.length()) {
      if (!part.find() || part.start() != end) {
        throw notADuration();
      }
      BigDecimal unit = BigDecimal.valueOf(NANOS.get(part.group(2)));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit).toBigInteger());
      end = part.end();
    }
    if (nanos.bitLength() >= Long.SIZE) {
      throw notADuration();
    }
    return Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue());
  }

  /**
   * Writes what {@link #parse} reads back as the same.
   *
   * @param duration not negative
   */
  static String text(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return plain(BigDecimal.valueOf(duration.toNanos(), 6)) + "ms";
    }
    long minutes = duration.toMinutes();
    BigDecimal seconds = BigDecimal.valueOf(duration.minusMinutes(minutes).toNanos(), 9);
    return (minutes >= 60 ? minutes / 60 + "h" : "")
        + (minutes % 60 > 0 ? minutes % 60 + "m" : "")
        + (seconds.signum() > 0 ? plain(seconds) + "s" : "");
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private static IllegalArgumentException notADuration() {
    return new IllegalArgumentException("expected " + EXPECTED);
  }
}
