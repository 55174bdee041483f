package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;

/**
 * What a proxy says about the active node, in a form that proxies can compare: the claim that is
 * above another one is the one to follow. No clock is in it.
 *
 * <p>A proxy makes a claim of its own, one term above all that it has heard, only for a cause: its
 * node is lost to it, or an operator wants another one. Of two claims of the same term an
 * operator's is above, then the node that comes first in the order of choice, then the one whose
 * name comes first. So two proxies that see the same failure make the same claim.
 *
 * @param term counts the causes, from 0: the first choice of a proxy that has heard of nobody
 * @param wish whether an operator wants it
 * @param drain with a wish: how long the sessions of the node that is left may go on there; zero
 *     cuts them. It decides nothing about which claim is followed
 * @param priority the node's; a lower one comes first
 * @param rank the node's index when it was chosen; {@link #NO_RANK} if that was unknown
 * @param node the node's name
 * @param address of the node's MySQL server, as host:port, for proxies that have it by another name
 * @param origin the proxy that first made it, so that one that makes claim after claim is found out
 */
public record Claim(
    long term,
    boolean wish,
    Duration drain,
    int priority,
    long rank,
    NodeId node,
    String address,
    String origin)
    implements Comparable<Claim> {

  /**
   * No cluster fails so often; what is above it is nonsense, and one more must still be a number.
   */
  public static final long LAST_TERM = 1L << 62;

  /** The rank of a node whose index is unknown: after every known one. */
  public static final long NO_RANK = Long.MAX_VALUE;

  private static final Comparator<Claim> ORDER =
      Comparator.comparingLong(Claim::term)
          .thenComparing(Claim::wish)
          .thenComparing(Claim::priority, Comparator.reverseOrder())
          .thenComparing(Claim::rank, Comparator.reverseOrder())
          .thenComparing(c -> c.node().name(), Comparator.reverseOrder());

  /**
   * @throws IllegalArgumentException if term or rank is negative, the term above {@link
   *     #LAST_TERM}, or the drain negative or above {@link Switchover#LONGEST_DRAIN}
   */
  public Claim {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(origin, "origin");
    if (term < 0 || term > LAST_TERM || rank < 0) {
      throw new IllegalArgumentException("no such term or rank: " + term + ", " + rank);
    }
    if (drain.isNegative() || drain.compareTo(Switchover.LONGEST_DRAIN) > 0) {
      throw new IllegalArgumentException("no such time to drain: " + drain);
    }
  }

  /** Orders claims: the greatest is followed. Not by origin and address: they decide nothing. */
  @Override
  public int compareTo(Claim other) {
    return ORDER.compare(this, other);
  }

  /** Whether this one is to be followed rather than the other. */
  boolean isAbove(Claim other) {
    return compareTo(other) > 0;
  }

  /** Whether both say the same. */
  boolean isSame(Claim other) {
    return compareTo(other) == 0;
  }

  /** Whether it is this node's, by whichever name. */
  public boolean isFor(Node other) {
    return other.isKnownAs(node, address);
  }
}
