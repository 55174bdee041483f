package dev.patchbay.session;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Told about every session's beginning and end, and about cuts. Called on the session's event loop:
 * implementations are quick, never block and are safe to call from several threads.
 */
public interface SessionObserver {
  /** Does nothing. */
  SessionObserver NONE = new SessionObserver() {};

  /**
   * A node has taken a connection; {@link #opened} follows.
   *
   * @param nanos from the beginning of this dial, the look-up of the name included
   */
  default void dialled(ListenerId listener, Node node, long nanos) {}

  /** A session has reached its node; bytes flow from now on. */
  default void opened(ListenerId listener, Node node) {}

  /**
   * A node that the route names did not take a connection. The session may still try once more.
   *
   * @param cause what the system or the network said
   */
  default void dialFailed(ListenerId listener, Node node, Throwable cause) {}

  /**
   * No connection to a node could be asked for, for want of something of ours, such as a file
   * descriptor: it says nothing of the node. The session ends.
   *
   * @param cause what the system said
   */
  default void dialNotMade(ListenerId listener, Node node, Throwable cause) {}

  /**
   * A client is not let in; {@link #closed} follows, with the same reason.
   *
   * @param source the client's address
   * @param detail more of the reason, in a few words; empty if there is nothing to add
   */
  default void refused(
      ListenerId listener, InetAddress source, CloseReason reason, String detail) {}

  /**
   * A session has ended.
   *
   * @param node the node that {@link #opened} named; empty if the session never reached one
   */
  default void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {}

  /**
   * A new route has been taken over, and the last session of the one before it is cut. Called on
   * the session loop that was done last; of two routes the earlier one is reported first.
   */
  default void cut(SessionsCut report) {}

  /** One observer that tells several, in this order. */
  static SessionObserver all(SessionObserver... observers) {
    return new ObserverList(List.of(observers));
  }
}
