package dev.patchbay.chaos;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time of a run's records: all machines share this system's clock. */
final class Clock {
  private Clock() {}

  /** Microseconds since 1970. */
  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
