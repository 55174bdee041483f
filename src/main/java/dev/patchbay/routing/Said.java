package dev.patchbay.routing;

import java.util.List;
import java.util.Objects;

/**
 * What a proxy tells the others.
 *
 * @param claim of the active node
 * @param usable the nodes that it may choose, so that the others know where it could follow; at
 *     most {@link #MOST_NODES}
 */
public record Said(Claim claim, List<UsableNode> usable) {
  /** More than any cluster of Galera has: nobody is to be told of nodes without end. */
  public static final int MOST_NODES = 100;

  /**
   * @throws IllegalArgumentException if there are more than {@link #MOST_NODES}
   */
  public Said {
    Objects.requireNonNull(claim, "claim");
    usable = List.copyOf(usable);
    if (usable.size() > MOST_NODES) {
      throw new IllegalArgumentException("more nodes than " + MOST_NODES);
    }
  }
}
