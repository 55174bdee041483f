package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The time in which a node that an operator has moved the traffic away from keeps the sessions that
 * it had, while new ones go elsewhere. Where that is the active node two nodes take writes
 * meanwhile.
 *
 * @param node the one that is left
 * @param from the generation of the first route whose sessions to that node may go on
 * @param since when it began, whatever deadlines it has had since then
 * @param until when it ends at the latest
 * @param end how it has ended; empty while it goes on
 */
public record NodeDrain(Node node, long from, Instant since, Instant until, Optional<End> end) {

  /** That it is over. */
  public record End(How how, Instant at) {
    public End {
      Objects.requireNonNull(how, "how");
      Objects.requireNonNull(at, "at");
    }
  }

  /** What ends a drain. */
  public enum How {
    /** Its last session has ended by itself. */
    COMPLETE("no session was left"),
    DEADLINE("its deadline was reached"),
    /** An operator had the rest cut. */
    FINISHED("an operator had the rest cut"),
    /** The node that was left is the active one again. */
    BACK("the traffic went back"),
    /** The traffic was moved once more. */
    REPLACED("the traffic was moved once more"),
    /** One of both nodes failed or was removed. */
    NODE_LOST("a node was lost"),
    TRAFFIC_DISABLED("the traffic was switched off");

    private final String text;

    How(String text) {
      this.text = text;
    }

    /** The code in JSON, in snake_case. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** In a few words for people. */
    public String text() {
      return text;
    }
  }

  public NodeDrain {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
    Objects.requireNonNull(end, "end");
  }

  /** Whether it still goes on. */
  public boolean isGoingOn() {
    return end.isEmpty();
  }

  /** Over, unless it was before. */
  NodeDrain ended(How how, Instant now) {
    return isGoingOn()
        ? new NodeDrain(node, from, since, until, Optional.of(new End(how, now)))
        : this;
  }

  /** The same, with another deadline. */
  NodeDrain until(Instant deadline) {
    return new NodeDrain(node, from, since, deadline, end);
  }

  /** Whether that is this very drain, be it over or with another deadline by now. */
  public boolean isSame(NodeDrain other) {
    return node.isSameServer(other.node) && since.equals(other.since);
  }

  /** A clock that was set back must not prolong it. */
  boolean isOverdue(Instant now) {
    return !now.isBefore(until) || now.isBefore(since);
  }
}
