package dev.patchbay.routing;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The operator's wish: may traffic flow, and what did they say about it.
 *
 * @param enabled false cuts every session and refuses new ones
 * @param message the operator's own words, empty text if none were given
 * @param by the operator who said so; {@link Operator#NOBODY} if nobody has since the start
 * @param lastUpdated when an operator last said so; empty if nobody has since the start
 */
public record TrafficSwitch(
    boolean enabled, String message, Operator by, Optional<Instant> lastUpdated) {

  /** Traffic flows from the start, and nobody has said anything. */
  public static final TrafficSwitch INITIAL =
      new TrafficSwitch(true, "", Operator.NOBODY, Optional.empty());

  public TrafficSwitch {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(lastUpdated, "lastUpdated");
  }
}
