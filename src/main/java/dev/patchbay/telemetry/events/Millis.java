package dev.patchbay.telemetry.events;

/** Durations as people read them. */
public final class Millis {
  private Millis() {}

  /** Milliseconds with one digit after the point, from nanoseconds. */
  public static double of(long nanos) {
    return Math.round(nanos / 100_000.0) / 10.0;
  }
}
