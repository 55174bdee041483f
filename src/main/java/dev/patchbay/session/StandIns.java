package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
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
  /** On one loop, where there may be many sessions. A port scan brings hundreds at once. */
  static final int MOST = 256;

  /** All loops together have no larger part of all sessions. */
  private static final int PART = 8;

  /** After so long one is given up; the server counts it then. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final PumpLoop loop;
  private final SessionLimit limit;
  private final int loops;
  private final Set<PumpSocket> nodes = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param limit told of each one's begin and end
   * @param loops how many share it
   */
  StandIns(PumpLoop loop, SessionLimit limit, int loops) {
    this.loop = loop;
    this.limit = limit;
    this.loops = loops;
  }

  /**
   * Begins on this connection, or closes it if there are too many.
   *
   * @param node open, and part of no relay
   */
  void begin(PumpSocket node) {
    if (nodes.size() >= most()) {
      node.close();
      return;
    }
    nodes.add(node);
    limit.opened();
    Cancellable patience = loop.schedule(PATIENCE_MILLIS, node::close);
    node.whenClosed(
        () -> {
          patience.cancel();
          nodes.remove(node);
          limit.closed();
        });
    StandIn.begin(node);
  }

  private int most() {
    return Math.max(1, Math.min(MOST, limit.cap().sessions() / (PART * loops)));
  }

  /** Ends them all, wherever they lead: traffic has moved, or all of this ends. */
  void endAll() {
    List.copyOf(nodes).forEach(PumpSocket::close);
  }
}
