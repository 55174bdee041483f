package dev.patchbay.session;

import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.RelayBytes;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One listener's sessions on one loop, and that loop's copy of the route. Everything here happens
 * on the loop.
 */
final class SessionLoop {
  private final Supplier<ListenerSpec> spec;
  private final ListenerId listener;
  private final PumpLoop loop;
  private final Dialer dialer;
  private final SessionObserver observer;
  private final TrafficCounts traffic;
  private final Supplier<Route> route;
  private final Set<Session> sessions = new HashSet<>();

  SessionLoop(
      Supplier<ListenerSpec> spec,
      PumpLoop loop,
      Dialer dialer,
      SessionObserver observer,
      TrafficCounts traffic,
      Supplier<Route> route) {
    this.spec = spec;
    this.listener = spec.get().id();
    this.loop = loop;
    this.dialer = dialer;
    this.observer = observer;
    this.traffic = traffic;
    this.route = route;
  }

  void accept(PumpSocket client) {
    if (route().open().isEmpty()) {
      client.close();
      observer.closed(listener, Optional.empty(), refusal());
      return;
    }
    Session session = new Session(this, client, spec.get().connectTimeoutMillis());
    sessions.add(session);
    session.begin();
  }

  /**
   * Ends what was begun under a route before this one; returns how many sessions that were. All
   * nodes' ends go first: nothing more may be written there, while clients can wait a moment.
   */
  int apply(Route next) {
    CloseReason reason = cutReason(next);
    List<Session> cut = new ArrayList<>(sessions.size());
    for (Session session : List.copyOf(sessions)) {
      if (session.routeChanged(next, reason)) {
        cut.add(session);
      }
    }
    cut.forEach(session -> session.cut(reason));
    return cut.size();
  }

  int cutAll(CloseReason reason) {
    int before = sessions.size();
    List.copyOf(sessions).forEach(s -> s.cut(reason));
    return before;
  }

  void ended(Session session) {
    sessions.remove(session);
  }

  /** Why a session of an older route ends now. */
  CloseReason cutReason() {
    return cutReason(route());
  }

  private static CloseReason cutReason(Route next) {
    return next.trafficEnabled() ? CloseReason.FAILOVER : CloseReason.TRAFFIC_DISABLED;
  }

  /** Why a new session cannot be served now. */
  CloseReason refusal() {
    return route().trafficEnabled() ? CloseReason.NO_HEALTHY_NODE : CloseReason.TRAFFIC_DISABLED;
  }

  ListenerId listener() {
    return listener;
  }

  PumpLoop loop() {
    return loop;
  }

  Dialer dialer() {
    return dialer;
  }

  /** Where sessions to this node count their bytes. */
  RelayBytes bytes(Node node) {
    return traffic.on(loop.index(), listener, node.id());
  }

  SessionObserver observer() {
    return observer;
  }

  /** The route now; on another loop it may have been noticed earlier or later. */
  Route route() {
    return route.get();
  }
}
