package dev.patchbay.session;

import dev.patchbay.cluster.Backend;
import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.OwnFault;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.Relay;
import dev.patchbay.pump.RelayEnd;
import dev.patchbay.routing.Route;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection, from accept to the end: dialling, perhaps waiting to dial once more,
 * then relaying. It belongs to one route; when that changes it ends, whatever it is doing.
 * Everything happens on its loop.
 */
final class Session implements Dialer.Listener {
  /**
   * A refused dial asks for a health check at once. The second try waits for what comes of it: a
   * changed route starts it, and after so long it goes to the same node again.
   */
  private static final long RETRY_DELAY_MILLIS = 250;

  private final SessionLoop home;
  private final PumpSocket client;
  private final long deadlineNanos;

  private Route route;
  private long dialStartNanos;

  /** What must be called off if the session ends now: a dial, or the wait before the second one. */
  private Cancellable pending;

  private boolean betweenTries;
  private boolean tried;
  private Relay relay;
  private Optional<Backend> node = Optional.empty();
  private CloseReason reason;
  private boolean ended;

  Session(SessionLoop home, PumpSocket client, int connectTimeoutMillis) {
    this.home = home;
    this.client = client;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(connectTimeoutMillis);
  }

  void begin() {
    client.onGone(() -> end(CloseReason.CLIENT_CLOSED));
    dial();
  }

  private void dial() {
    betweenTries = false;
    route = home.route();
    Optional<Backend> target = route.open();
    if (target.isEmpty()) {
      cut(home.refusal());
      return;
    }
    Backend backend = target.get();
    dialStartNanos = System.nanoTime();
    pending =
        home.dialer()
            .dial(home.loop(), backend.host(), backend.port(), Math.max(1, millisLeft()), this);
  }

  @Override
  public void connected(PumpSocket socket) {
    if (ended || home.route().generation() != route.generation()) {
      socket.abort();
      cut(home.cutReason());
      return;
    }
    pending = null;
    node = route.node();
    Backend backend = node.orElseThrow();
    home.observer().dialled(home.role(), backend, System.nanoTime() - dialStartNanos);
    home.observer().opened(home.role(), backend);
    relay = Relay.start(client, socket, home.bytes(backend), this::relayEnded);
  }

  @Override
  public void failed(Throwable cause) {
    if (ended) {
      return;
    }
    Backend backend = route.node().orElseThrow();
    if (isOurs(cause)) {
      home.observer().dialNotMade(home.role(), backend, cause);
      cut(CloseReason.ERROR);
      return;
    }
    home.observer().dialFailed(home.role(), backend, cause);
    if (tried || millisLeft() <= 0) {
      cut(CloseReason.NODE_UNREACHABLE);
    } else {
      tried = true;
      betweenTries = true;
      pending = home.loop().schedule(Math.min(RETRY_DELAY_MILLIS, millisLeft()), this::dial);
    }
  }

  /** No file descriptor, port or memory left, or a fault of ours: the node is not to blame. */
  private static boolean isOurs(Throwable cause) {
    return OwnFault.isOurs(cause) || !(cause instanceof IOException);
  }

  private long millisLeft() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }

  /**
   * The route is another one now. Only a session that has no node yet may go on with it, or one
   * that was begun under it already. Any other loses its node at once.
   *
   * @return whether this session must be cut
   */
  boolean routeChanged(Route next, CloseReason why) {
    if (betweenTries) {
      pending.cancel();
      dial();
      return false;
    }
    if (route.generation() >= next.generation()) {
      return false;
    }
    if (reason == null) {
      reason = why;
    }
    if (relay != null) {
      relay.cutNode();
    }
    return true;
  }

  /** Ends this session now, on both sides. */
  void cut(CloseReason why) {
    if (reason == null) {
      reason = why;
    }
    if (relay != null) {
      relay.cut();
    } else {
      client.close();
      end(why);
    }
  }

  private void relayEnded(RelayEnd end) {
    end(
        switch (end) {
          case CLIENT -> CloseReason.CLIENT_CLOSED;
          case NODE -> CloseReason.NODE_CLOSED;
          case CLIENT_STALLED -> CloseReason.CLIENT_STALLED;
          case NODE_STALLED -> CloseReason.NODE_STALLED;
          case PROXY -> CloseReason.ERROR;
        });
  }

  private void end(CloseReason why) {
    if (ended) {
      return;
    }
    ended = true;
    if (pending != null) {
      pending.cancel();
    }
    home.ended(this);
    home.observer().closed(home.role(), node, reason == null ? why : reason);
  }
}
