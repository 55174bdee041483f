package dev.patchbay.telemetry.events;

import java.util.concurrent.TimeUnit;

/** How long something lasted, as people say it: the two largest units, cut and not rounded. */
final class Lasted {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Lasted() {}

  /**
   * {@code less than a second}, {@code 13 s}, {@code 2 min 13 s}, {@code 3 h 12 min}, {@code 5 d 3
   * h}.
   *
   * @param millis 0 or more
   */
  static String of(long millis) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
    if (seconds == 0) {
      return "less than a second";
    }
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return two(seconds, MINUTE, "min", 1, "s");
    }
    return seconds < DAY
        ? two(seconds, HOUR, "h", MINUTE, "min")
        : two(seconds, DAY, "d", HOUR, "h");
  }

  private static String two(
      long seconds, long large, String largeName, long small, String smallName) {
    long rest = seconds % large / small;
    return seconds / large + " " + largeName + (rest == 0 ? "" : " " + rest + " " + smallName);
  }
}
