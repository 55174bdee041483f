package dev.patchbay.session;

import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.Relay;
import dev.patchbay.pump.RelayEnd;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Bytes flow between client and node. Nearly all sessions are this, most of them idle: so it is no
 * more than the relay, the route it belongs to, where it stands, and when it began; what came
 * before is let go.
 */
sealed class Relaying implements Session, Consumer<RelayEnd> permits Followed {
  private final SessionLoop home;
  private final Route route;
  private final Relay relay;
  private final long begun;

  Relaying(Reached reached) {
    this.home = reached.home();
    this.route = reached.route();
    this.begun = reached.begun();
    this.relay =
        Relay.join(reached.client().socket(), reached.socket(), home.bytes(reached.node()), this);
    // Who has sent a login has said something.
    if (home.standsInForProbes() && reached.client().login().isEmpty()) {
      relay.leaveNodeTo(home::standIn);
    }
  }

  /** Joins the client and the connection that was dialled. */
  static void after(Reached reached) {
    SessionLoop home = reached.home();
    Optional<MysqlTerms> mysql = home.spec().mysql();
    if (mysql.isPresent()) {
      Followed.after(reached, mysql.get());
      return;
    }
    home.observer().opened(home.listener(), reached.node());
    Relaying relaying = new Relaying(reached);
    home.replace(reached.session(), relaying);
    Introduction.begin(relaying.relay, home);
  }

  /** The relay has ended by itself. One that is cut is out of the register by then. */
  @Override
  public void accept(RelayEnd end) {
    if (home.leave(this)) {
      if (end == RelayEnd.NODE && relay.toClient() == 0) {
        route.node().ifPresent(home::notServedBy);
      }
      home.observer().closed(home.listener(), route.node(), reason(end));
    }
  }

  private static CloseReason reason(RelayEnd end) {
    return switch (end) {
      case CLIENT -> CloseReason.CLIENT_CLOSED;
      case NODE -> CloseReason.NODE_CLOSED;
      case CLIENT_STALLED -> CloseReason.CLIENT_STALLED;
      case NODE_STALLED -> CloseReason.NODE_STALLED;
      case CLIENT_REFUSED -> CloseReason.BAD_PROXY_HEADER;
      case PROXY -> CloseReason.ERROR;
    };
  }

  @Override
  public SessionState state() {
    return SessionState.RELAYING;
  }

  @Override
  public long begun() {
    return begun;
  }

  @Override
  public PumpSocket client() {
    return relay.client();
  }

  @Override
  public Optional<Node> target() {
    return route.node();
  }

  @Override
  public long toNode() {
    return relay.toNode();
  }

  @Override
  public long toClient() {
    return relay.toClient();
  }

  @Override
  public boolean routeChanged(Route next) {
    return !next.keeps(route) && !Held.after(this);
  }

  /** Its client, if no byte has come or gone; it is connected to no node then. */
  Optional<PumpSocket> untouched() {
    return relay.untouched();
  }

  SessionLoop home() {
    return home;
  }

  Relay relay() {
    return relay;
  }

  /** The route that it was begun under. */
  Route route() {
    return route;
  }

  @Override
  public Severed sever(CloseReason why) {
    home.leave(this);
    relay.cutNode();
    return new Severed(home, relay::cut, route.node(), why);
  }
}
