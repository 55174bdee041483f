package dev.patchbay.routing;

import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How long a choice waits for nodes that may come up in the same moment. Every proxy hears of a
 * node at another time, up to a check's interval apart; a proxy that took the first one that
 * answers would often take another one than its neighbour, and keep it.
 *
 * <p>A choice that waits is made at once when no further answer can change it: all nodes are
 * healthy, and no two claim the same index (two do while a node that has joined has renumbered the
 * others, and those have not been asked since). A node that answers "unhealthy" does not end the
 * wait, for it may be about to come up, and the neighbour may see that. Immutable.
 *
 * @param atStart so long after the first healthy node the first choice waits for a verdict on every
 *     node; longer than any check takes, it matters only for a node whose checks give no verdict
 * @param afterOutage so long after the first healthy node the choice waits for the others when none
 *     was healthy before
 */
public record ChoiceWait(Duration atStart, Duration afterOutage) {
  /** Clients are sent away meanwhile, so this is all that agreement may cost them. */
  private static final long LONGEST_MILLIS = 1000;

  /** For what an agent takes to answer, and for a busy machine. */
  private static final long MARGIN_MILLIS = 100;

  /**
   * What fits these checks: after an outage two intervals, so that every proxy has seen the nodes
   * that came up within one interval of the first; and 100 ms; but never more than a second.
   *
   * @param timeoutMillis the longest that a check takes
   * @param intervalMillis time between the starts of two checks of a node
   */
  public static ChoiceWait of(int timeoutMillis, int intervalMillis) {
    long afterOutage = Math.min(LONGEST_MILLIS, 2L * intervalMillis + MARGIN_MILLIS);
    return new ChoiceWait(
        Duration.ofMillis(timeoutMillis + afterOutage), Duration.ofMillis(afterOutage));
  }

  /** Whether the choice among these healthy nodes, of which there is one at least, is due. */
  boolean isOver(ClusterView view, List<NodeHealth> candidates, Instant now) {
    // A clock that was set back must not prolong it.
    return isSettled(view)
        || !now.isBefore(end(view, candidates))
        || now.isBefore(begin(candidates));
  }

  /** When the choice among these is due at the latest. */
  Instant end(ClusterView view, List<NodeHealth> candidates) {
    return begin(candidates).plus(view.isComplete() ? afterOutage : atStart);
  }

  private static Instant begin(List<NodeHealth> candidates) {
    Optional<Instant> first = candidates.stream().map(NodeHealth::since).min(Instant::compareTo);
    return first.orElseThrow();
  }

  private static boolean isSettled(ClusterView view) {
    Set<OptionalLong> seen = new HashSet<>();
    return view.nodes().stream()
        .allMatch(n -> n.isHealthy() && (n.index().isEmpty() || seen.add(n.index())));
  }
}
