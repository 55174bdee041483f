package dev.patchbay.ctl;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as people read them. Only times of the proxy's clock are compared. Pure. */
final class Ages {
  private Ages() {}

  static Optional<Instant> time(Optional<String> text) {
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Such as {@code 2026-11-21T09:03:14Z}, or a dash. */
  static String at(Optional<Instant> time) {
    return time.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("-");
  }

  /** How long ago, such as {@code 5 min}, or a dash. */
  static String since(Optional<Instant> then, Optional<Instant> now) {
    return then.isPresent() && now.isPresent()
        ? words(Duration.between(then.get(), now.get()))
        : "-";
  }

  /** In one unit, rounded down. */
  static String words(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    } else if (time.toHours() >= 2) {
      return time.toHours() + " h";
    } else if (time.toMinutes() >= 2) {
      return time.toMinutes() + " min";
    }
    return Math.max(0, time.toSeconds()) + " s";
  }
}
