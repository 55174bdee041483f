package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.ConnectionCount;
import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpSocket;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The connections of one loop on which somebody stands in for a client that has left. They are few
 * at a time, because they count as sessions: a node that hangs and thousands who leave must not
 * keep out those who stay. On the loop.
 */
final class StandIns {
  /** A node that is well answers in a millisecond or two, so this is thousands a second. */
  static final int MOST = 8;

  /** After so long one is given up; the server counts it then. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final PumpLoop loop;
  private final ConnectionCount count;
  private final Set<PumpSocket> nodes = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param count told of each one's begin and end
   */
  StandIns(PumpLoop loop, ConnectionCount count) {
    this.loop = loop;
    this.count = count;
  }

  /**
   * Begins on this connection, or closes it if there are too many.
   *
   * @param node open, and part of no relay
   */
  void begin(PumpSocket node) {
    if (nodes.size() >= MOST) {
      node.close();
      return;
    }
    nodes.add(node);
    count.opened();
    Cancellable patience = loop.schedule(PATIENCE_MILLIS, node::close);
    node.whenClosed(
        () -> {
          patience.cancel();
          nodes.remove(node);
          count.closed();
        });
    StandIn.begin(node);
  }

  /** Ends them all, wherever they lead: traffic has moved, or all of this ends. */
  void endAll() {
    List.copyOf(nodes).forEach(PumpSocket::close);
  }
}
