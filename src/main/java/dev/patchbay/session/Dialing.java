package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.OwnFault;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import java.io.IOException;
import java.util.Optional;

/** A connection to the route's node is being opened. */
final class Dialing implements Session, Dialer.Listener {
  private final SessionLoop home;
  private final PumpSocket client;
  private final Route route;
  private final Node node;

  /** Those that are left after this one. */
  private final Tries tries;

  private final long startNanos = System.nanoTime();
  private final Cancellable dial;

  private Dialing(SessionLoop home, PumpSocket client, Route route, Node node, Tries tries) {
    this.home = home;
    this.client = client;
    this.route = route;
    this.node = node;
    this.tries = tries.oneLess();
    long millis = Math.max(1, tries.millisLeft());
    // Nobody is told of it before it has been handed out.
    this.dial = home.dialer().dial(home.loop(), node.host(), node.port(), millis, this);
  }

  /** The first try of a client that has just come. */
  static void first(SessionLoop home, PumpSocket client, int connectTimeoutMillis) {
    begin(home, client, Tries.within(connectTimeoutMillis)).ifPresent(home::enter);
  }

  /** The second try. */
  static void after(Waiting waiting) {
    SessionLoop home = waiting.home();
    begin(home, waiting.client(), waiting.tries())
        .ifPresentOrElse(dialing -> home.replace(waiting, dialing), () -> home.leave(waiting));
  }

  /** Empty, and the session closed, if there is nowhere to go. */
  private static Optional<Dialing> begin(SessionLoop home, PumpSocket client, Tries tries) {
    Route route = home.route();
    Optional<Node> target = route.open();
    if (target.isEmpty()) {
      new Severed(home, client::close, Optional.empty(), home.refusal()).close();
      return Optional.empty();
    }
    Dialing dialing = new Dialing(home, client, route, target.get(), tries);
    client.onGone(() -> dialing.sever(CloseReason.CLIENT_CLOSED).close());
    return Optional.of(dialing);
  }

  @Override
  public void connected(PumpSocket socket) {
    if (!home.holds(this)) {
      socket.abort();
    } else if (!home.route().keeps(route)) {
      socket.abort();
      cut(home.cutReason());
    } else {
      home.observer().dialled(home.listener(), node, System.nanoTime() - startNanos);
      Relaying.after(this, socket);
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (!home.holds(this)) {
      return;
    }
    if (isOurs(cause)) {
      home.observer().dialNotMade(home.listener(), node, cause);
      cut(CloseReason.ERROR);
      return;
    }
    home.observer().dialFailed(home.listener(), node, cause);
    if (tries.areUsedUp()) {
      cut(CloseReason.NODE_UNREACHABLE);
    } else {
      Waiting.after(this);
    }
  }

  /** No file descriptor, port or memory left, or a fault of ours: the node is not to blame. */
  private static boolean isOurs(Throwable cause) {
    return OwnFault.isOurs(cause) || !(cause instanceof IOException);
  }

  private void cut(CloseReason why) {
    sever(why).close();
  }

  @Override
  public boolean routeChanged(Route next) {
    return !next.keeps(route);
  }

  @Override
  public Severed sever(CloseReason why) {
    home.leave(this);
    dial.cancel();
    return new Severed(home, client::close, Optional.empty(), why);
  }

  SessionLoop home() {
    return home;
  }

  PumpSocket client() {
    return client;
  }

  Route route() {
    return route;
  }

  Node node() {
    return node;
  }

  Tries tries() {
    return tries;
  }
}
