package dev.patchbay.routing;

import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * That the traffic was moved because an operator wanted it.
 *
 * @param from the node that was active before; empty if there was none
 * @param drain how long the sessions of that node may go on; zero cuts them at once
 * @param message why, in the operator's own words; empty text if they said nothing
 * @param by the operator; nobody if it was one at another proxy
 * @param since when it was done here
 */
public record Switchover(
    Optional<NodeId> from, NodeId to, Duration drain, String message, Operator by, Instant since) {

  /** The longest that a drain may last: two nodes take writes meanwhile. */
  public static final Duration LONGEST_DRAIN = Duration.ofHours(1);

  public Switchover {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(drain, "drain");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(since, "since");
  }

  /**
   * What an operator asks for.
   *
   * @param to empty for the one that comes first among the others
   * @param drain from zero, which cuts, to {@link #LONGEST_DRAIN}
   */
  public record Request(Optional<NodeId> to, Duration drain, String message, Operator by) {
    public Request {
      Objects.requireNonNull(to, "to");
      Objects.requireNonNull(drain, "drain");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(by, "by");
      if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
        throw new IllegalArgumentException("no such time to drain: " + drain);
      }
    }
  }
}
