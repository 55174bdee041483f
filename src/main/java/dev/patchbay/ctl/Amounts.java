package dev.patchbay.ctl;

import java.util.Locale;
import java.util.OptionalLong;

/** Numbers as people read them. Pure. */
final class Amounts {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private Amounts() {}

  /** Such as {@code 1.5 MB}, in powers of 1000, or a dash. */
  static String bytes(OptionalLong count) {
    if (count.isEmpty()) {
      return "-";
    }
    double value = count.getAsLong();
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    String form = unit == 0 || value >= 99.5 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, form, value, UNITS[unit]);
  }

  /** Such as {@code 1 session} and {@code 2 sessions}. */
  static String of(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }
}
