package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The order in which nodes are chosen. */
final class ChoiceOrder {
  private static final Comparator<NodeHealth> BY_PRIORITY =
      Comparator.comparingInt(n -> n.node().priority());
  private static final Comparator<NodeHealth> KNOWN_INDEX_FIRST =
      Comparator.comparing(n -> n.index().isEmpty());
  private static final Comparator<NodeHealth> BY_INDEX =
      Comparator.comparingLong(n -> n.index().orElse(0));

  private ChoiceOrder() {}

  /**
   * These nodes, given in configuration order, in the order in which they are chosen.
   *
   * @return the second selector's is the first one's reversed, but for nodes of unknown index,
   *     which come last in both
   */
  static List<NodeHealth> of(
      List<NodeHealth> candidates, Selector selector, ActiveNodePolicy policy) {
    List<NodeHealth> ordered = new ArrayList<>(candidates);
    // Under lowest-index the first in the order takes over at once: a priority would be a reason to
    // leave a healthy node, and Switchboard knows none.
    Comparator<NodeHealth> first =
        policy == ActiveNodePolicy.STICKY ? BY_PRIORITY : Comparator.comparingInt(n -> 0);
    if (selector == Selector.ACTIVE) {
      ordered.sort(first.thenComparing(KNOWN_INDEX_FIRST).thenComparing(BY_INDEX));
    } else {
      // Sorting is stable: of two with the same index the later one in the configuration comes
      // first.
      Collections.reverse(ordered);
      ordered.sort(
          first.reversed().thenComparing(KNOWN_INDEX_FIRST).thenComparing(BY_INDEX.reversed()));
    }
    return ordered;
  }
}
