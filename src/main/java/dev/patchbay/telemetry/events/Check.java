package dev.patchbay.telemetry.events;

import java.time.Instant;

/**
 * What one health check of one node said.
 *
 * @param at when it ended
 * @param milliseconds how long it took
 * @param answer in a few words: {@code health agent answered 503}, {@code no answer within 5000 ms}
 */
public record Check(Instant at, double milliseconds, boolean healthy, String answer) {
  public Check {
    answer = Clip.of(answer);
  }
}
