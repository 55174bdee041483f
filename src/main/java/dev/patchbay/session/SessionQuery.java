package dev.patchbay.session;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Which sessions somebody wants to see.
 *
 * @param listener only its sessions
 * @param node only sessions that are at this node, or are being connected to it
 * @param address only sessions that come from this address
 * @param limit how many at the most, at least 1
 * @param offset how many to leave out before these, at least 0
 */
public record SessionQuery(
    Optional<ListenerId> listener,
    Optional<NodeId> node,
    Optional<InetAddress> address,
    Sort sort,
    int limit,
    int offset) {

  /** In which order. */
  public enum Sort {
    /** The longest-lived first. */
    SINCE,
    /** Those with the most bytes first, both ways together. */
    BYTES
  }

  /** No loop needs to say more than the first so many of its own. */
  int most() {
    return (int) Math.min(Integer.MAX_VALUE, (long) limit + offset);
  }
}
