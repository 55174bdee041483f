package dev.patchbay.routing;

import java.time.Instant;
import java.util.Objects;

/**
 * An operator wants a node to take no traffic while another one can.
 *
 * @param message why, in the operator's own words; empty text if they said nothing
 * @param by the operator
 * @param since when they said so
 */
public record Disabled(String message, Operator by, Instant since) {
  public Disabled {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(since, "since");
  }
}
