package dev.patchbay.session;

import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import java.util.Optional;

/**
 * One client's connection, from accept to the end, as what it is doing now:
 *
 * <pre>
 * {@link Announced}    {@link Held}
 *        │           │  ▲      {@link Greeted} ──► {@link Dialing} of the listener that its rule names
 *        ▼           ▼  │      ▲
 *        {@link Dialing} ──► {@link Entering} ──► {@link Followed}
 *                    │
 *                    ├──► {@link Relaying} ──► {@link Severed}, and closed
 *                    │  ▲
 *                    ▼  │
 *               {@link Waiting} ──► {@link Held}
 * </pre>
 *
 * <p>Only a load balancer's client is announced; all others begin with dialling, or where a
 * listener has rules with the proxy's own greeting. Only where the proxy greets, or does not know
 * how to yet, is there an entering.
 *
 * <p>It belongs to one route; when that changes it ends, whatever it is doing. Each step takes the
 * state before it and puts another in its place in the register of its loop ({@link SessionLoop}),
 * so that no other steps can be written. A state that is not in the register any more has no say:
 * what reaches it late changes nothing. A closed session is no object at all.
 *
 * <p>A PROXY header for the node is no state of its own: it is the first thing that the relay
 * sends, and if the node does not take it at once, it is kept like anything else that is not taken.
 *
 * <p>Everything happens on the session's loop.
 */
sealed interface Session
    permits Announced, Ungreeted, Greeted, Dialing, Entering, Waiting, Held, Relaying {
  /**
   * The listener's route is another one now. Only a session that has no node yet may go on with it,
   * or one that was begun under it already.
   *
   * @return whether this session must be cut
   */
  boolean routeChanged(Route next);

  /** Takes it away from its node at once; the client's end is still to be closed. */
  Severed sever(CloseReason why);

  /** What it is doing, in a word. */
  SessionState state();

  /** When it was accepted, see {@link Stamps}. */
  long begun();

  /** The client's end. */
  PumpSocket client();

  /** The node that it is at, or is being connected to. */
  default Optional<Node> target() {
    return Optional.empty();
  }

  /** What is known of it, if its protocol is followed. */
  default Optional<MysqlFacts> facts() {
    return Optional.empty();
  }

  /** How many bytes the client has sent to its node. */
  default long toNode() {
    return 0;
  }

  /** How many bytes the node has sent to the client. */
  default long toClient() {
    return 0;
  }
}
