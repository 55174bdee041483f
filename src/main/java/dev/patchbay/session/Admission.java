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
  /** Its address is not allowed. */
  NOT_ALLOWED;

  /** Decides by the addresses of the connection itself. */
  static Admission of(Entrance entrance, Ends ends) {
    if (ends.areOneHost()) {
      return ADMITTED;
    }
    if (!entrance.allows(ends.client().getAddress())) {
      return NOT_ALLOWED;
    }
    return entrance.maxPerSource() == 0 ? ADMITTED : COUNTED;
  }
}
