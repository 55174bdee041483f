package dev.patchbay.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Moments as the API's newer answers say them: {@code 2026-11-21T09:03:14.322Z}. */
final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private Times() {}

  static String text(Instant moment) {
    return FORMAT.format(moment);
  }
}
