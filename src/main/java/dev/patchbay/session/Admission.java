package dev.patchbay.session;

import dev.patchbay.pump.Ends;
import dev.patchbay.topology.Entrance;

/**
 * What comes of a client at the door, by its address alone: a pure decision, made before a byte is
 * read and before anything is dialled.
 *
 * <p>A program on this machine is always let in, and counted nowhere: the proxy itself logs in
 * through its own port to see whether a node answers ({@code pingdb}), and a network that somebody
 * forgot to allow must not make that fail.
 */
enum Admission {
  /** It is let in. */
  ADMITTED,
  /** It is let in if there are not too many from its address yet. */
  COUNTED,
  /** It comes from a load balancer, which says first whose connection it is. */
  HEADER_FIRST,
  /** Its address is not allowed. */
  NOT_ALLOWED;

  /** Decides of one that has just come, by the addresses of the connection itself. */
  static Admission of(Entrance entrance, Ends ends) {
    if (!ends.areOneHost() && !entrance.allows(ends.client().getAddress())) {
      return NOT_ALLOWED;
    }
    return entrance.awaitsHeader(ends.client().getAddress())
        ? HEADER_FIRST
        : known(entrance, ends.areOneHost());
  }

  /**
   * Decides of one that may connect, and of which it is known who it is.
   *
   * @param own whether it is a program on this machine
   */
  static Admission known(Entrance entrance, boolean own) {
    return own || entrance.maxPerSource() == 0 ? ADMITTED : COUNTED;
  }
}
