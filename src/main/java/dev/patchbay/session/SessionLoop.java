package dev.patchbay.session;

import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One listener's sessions on one loop, and that loop's copy of the route. Everything here happens
 * on the loop.
 */
final class SessionLoop {
  private final Role role;
  private final PumpLoop loop;
  private final Dialer dialer;
  private final int connectTimeoutMillis;
  private final SessionLimit limit;
  private final SessionObserver observer;
  private final Set<Session> sessions = new HashSet<>();
  private Route route;

  SessionLoop(
      Role role,
      PumpLoop loop,
      Dialer dialer,
      int connectTimeoutMillis,
      SessionLimit limit,
      SessionObserver observer,
      Route route) {
    this.role = role;
    this.loop = loop;
    this.dialer = dialer;
    this.connectTimeoutMillis = connectTimeoutMillis;
    this.limit = limit;
    this.observer = observer;
    this.route = route;
  }

  void accept(PumpSocket client) {
    if (route.open().isEmpty()) {
      client.close();
      observer.closed(role, Optional.empty(), refusal());
      return;
    }
    limit.entered();
    Session session = new Session(this, client, connectTimeoutMillis);
    sessions.add(session);
    session.begin();
  }

  /** Takes over a route and ends what was begun under the one before it; returns how many. */
  int become(Route next) {
    route = next;
    CloseReason reason =
        next.trafficEnabled() ? CloseReason.FAILOVER : CloseReason.TRAFFIC_DISABLED;
    int before = sessions.size();
    List.copyOf(sessions).forEach(s -> s.routeChanged(reason));
    return before;
  }

  int cutAll(CloseReason reason) {
    int before = sessions.size();
    List.copyOf(sessions).forEach(s -> s.cut(reason));
    return before;
  }

  void ended(Session session) {
    if (sessions.remove(session)) {
      limit.left();
    }
  }

  /** Why a new session cannot be served now. */
  CloseReason refusal() {
    return route.trafficEnabled() ? CloseReason.NO_HEALTHY_NODE : CloseReason.TRAFFIC_DISABLED;
  }

  Role role() {
    return role;
  }

  PumpLoop loop() {
    return loop;
  }

  Dialer dialer() {
    return dialer;
  }

  SessionObserver observer() {
    return observer;
  }

  Route route() {
    return route;
  }
}
