package dev.patchbay.session;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.OwnFault;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.io.IOException;
import java.util.Optional;

/** A connection to the route's node is being opened. */
final class Dialing implements Session, Dialer.Listener {
  private final SessionLoop home;
  private final Client who;
  private final Route route;
  private final Node node;

  /** Those that are left after this one. */
  private final Tries tries;

  private final long startNanos = System.nanoTime();
  private final Cancellable dial;

  /** The client left, and the node may have taken the connection already. */
  private boolean isProbe;

  private Dialing(SessionLoop home, Client who, Route route, Node node, Tries tries) {
    this.home = home;
    this.who = who;
    this.route = route;
    this.node = node;
    this.tries = tries.oneLess();
    long millis = Math.max(1, tries.millisLeft());
    // Nobody is told of it before it has been handed out.
    this.dial = home.dialer().dial(home.loop(), node.host(), node.port(), millis, this);
  }

  /**
   * The first try of a client that has just come.
   *
   * @return false if there is nowhere to go; nothing was begun then
   */
  static boolean first(SessionLoop home, Client who, int connectTimeoutMillis) {
    Tries tries = Tries.within(home.stamp(), connectTimeoutMillis);
    Optional<Dialing> begun = begin(home, who, tries, Optional.empty());
    begun.ifPresent(home::enter);
    return begun.isPresent();
  }

  /**
   * The first try, or another first one, of a client that was held.
   *
   * @return empty if there is nowhere to go; nothing was begun then
   */
  static Optional<Dialing> after(Held held, int connectTimeoutMillis) {
    SessionLoop home = held.home();
    Optional<Dialing> begun =
        begin(home, held.who(), Tries.within(held.begun(), connectTimeoutMillis), Optional.empty());
    begun.ifPresent(dialing -> home.replace(held, dialing));
    return begun;
  }

  /** The second try, at another node where there is one. */
  static void after(Waiting waiting) {
    SessionLoop home = waiting.home();
    begin(home, waiting.who(), waiting.tries(), Optional.of(waiting.failedAt()))
        .ifPresentOrElse(
            dialing -> home.replace(waiting, dialing),
            () -> {
              if (!Held.after(waiting, CloseReason.NO_HEALTHY_NODE)) {
                waiting.sever(home.refusal()).close();
              }
            });
  }

  /** Empty if there is nowhere to go. */
  private static Optional<Dialing> begin(
      SessionLoop home, Client who, Tries tries, Optional<NodeId> avoided) {
    Optional<Route> route = home.destination(avoided);
    if (route.isEmpty()) {
      return Optional.empty();
    }
    Dialing dialing = new Dialing(home, who, route.get(), route.get().node().orElseThrow(), tries);
    who.socket().onGone(dialing::clientGone);
    return Optional.of(dialing);
  }

  @Override
  public void connected(PumpSocket socket) {
    if (isProbe) {
      Introduction.ofNobody(home).ifPresent(socket::say);
      home.standIn(socket);
    } else if (!home.holds(this)) {
      socket.abort();
    } else if (!home.route().keeps(route)) {
      socket.abort();
      holdOrCut(home.cutReason());
    } else if (home.isCutting()) {
      home.afterCut(() -> connected(socket));
    } else {
      home.observer().dialled(home.listener(), node, System.nanoTime() - startNanos);
      reached(socket);
    }
  }

  private void reached(PumpSocket socket) {
    if (who.login().isPresent()) {
      Entering.after(this, socket);
    } else {
      Relaying.after(new Reached(home, this, who, route, node, socket));
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
    home.notServedBy(node);
    home.observer().dialFailed(home.listener(), node, cause);
    if (tries.areUsedUp()) {
      holdOrCut(CloseReason.NODE_UNREACHABLE);
    } else {
      Waiting.after(this);
    }
  }

  /** No file descriptor, port or memory left, or a fault of ours: the node is not to blame. */
  static boolean isOurs(Throwable cause) {
    return OwnFault.isOurs(cause) || !(cause instanceof IOException);
  }

  /**
   * Near the proxy the node takes a connection at once, and counts what comes of it; so the dial is
   * called off only if what has just happened on this loop does not bring its success. Then no
   * program on the node has seen it.
   */
  private void clientGone() {
    if (home.standsInForProbes()) {
      isProbe = true;
      home.leave(this);
      home.loop().execute(dial::cancel);
      home.observer().closed(home.listener(), Optional.empty(), CloseReason.CLIENT_CLOSED);
    } else {
      sever(CloseReason.CLIENT_CLOSED).close();
    }
  }

  /** It has exchanged no byte, and may wait for another node where that is wanted. */
  private void holdOrCut(CloseReason why) {
    if (!Held.after(this, why)) {
      cut(why);
    }
  }

  private void cut(CloseReason why) {
    sever(why).close();
  }

  @Override
  public boolean routeChanged(Route next) {
    return !next.keeps(route) && !isHeldAfter();
  }

  private boolean isHeldAfter() {
    if (!Held.after(this, CloseReason.NO_HEALTHY_NODE)) {
      return false;
    }
    dial.cancel();
    return true;
  }

  @Override
  public Severed sever(CloseReason why) {
    home.leave(this);
    dial.cancel();
    return new Severed(home, () -> home.turnAway(who, why), Optional.empty(), why);
  }

  SessionLoop home() {
    return home;
  }

  @Override
  public SessionState state() {
    return SessionState.DIALING;
  }

  @Override
  public long begun() {
    return tries.begun();
  }

  @Override
  public Optional<Node> target() {
    return Optional.of(node);
  }

  @Override
  public PumpSocket client() {
    return who.socket();
  }

  Client who() {
    return who;
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
