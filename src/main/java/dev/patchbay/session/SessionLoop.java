package dev.patchbay.session;

import dev.patchbay.aware.LoginBudget;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.RelayBytes;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.Greeting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One listener's sessions on one loop, and that loop's copy of the route. Everything here happens
 * on the loop.
 */
final class SessionLoop {
  private final Supplier<ListenerSpec> spec;
  private final Supplier<Optional<TlsEnds>> tls;
  private final ListenerId listener;
  private final PumpLoop loop;
  private final Dialer dialer;
  private final SessionObserver observer;
  private final TrafficCounts traffic;
  private final Supplier<Route> route;
  private final Door door;

  /** What each session is doing now. A table of references only, for there may be very many. */
  private final Set<Session> sessions = Collections.newSetFromMap(new IdentityHashMap<>());

  private final LongSupplier settled;

  /** Have a connection to the new node, and wait until the last loop has cut the old sessions. */
  private List<Runnable> afterCut = new ArrayList<>();

  private final Holding holding;
  private final Departures departures = new Departures(this);
  private final StandIns standIns;
  private final ListenerCap cap;
  private final Groups groups;

  /** Empty where the route has one node at a time, and nothing is to be counted. */
  private final Optional<Spread> spread;

  private final FirstQuestion firstQuestion = new FirstQuestion(this);
  private long lastStamp = Stamps.FIRST;

  SessionLoop(
      Supplier<ListenerSpec> spec,
      Supplier<Optional<TlsEnds>> tls,
      PumpLoop loop,
      Dialer dialer,
      SessionObserver observer,
      TrafficCounts traffic,
      Supplier<Route> route,
      LongSupplier settled,
      int loops,
      HoldCount holdCount,
      SessionLimit limit,
      ListenerCap cap,
      Groups groups,
      Optional<Spread> spread) {
    this.spec = spec;
    this.tls = tls;
    this.listener = spec.get().id();
    this.loop = loop;
    this.dialer = dialer;
    this.observer = observer;
    this.traffic = traffic;
    this.route = route;
    this.settled = settled;
    this.holding = new Holding(this, loops, holdCount);
    this.door = new Door(this, limit.sources());
    this.standIns = new StandIns(loop, limit, loops);
    this.cap = cap;
    this.groups = groups;
    this.spread = spread;
  }

  /**
   * Where a session goes now, and the route as it leads there. It must enter the register next.
   *
   * @param avoided a node that has just not taken it
   * @return empty if there is nowhere to go
   */
  Optional<Route> destination(Optional<NodeId> avoided) {
    Route now = route();
    return spread.isPresent()
        ? spread.get().enter(now, avoided)
        : now.open().isPresent() ? Optional.of(now) : Optional.empty();
  }

  /**
   * Who can be asked how nodes greet: a node of this listener's, and one of each that its rules
   * lead to. Those that lead nowhere now are left out.
   */
  List<FirstQuestion.Asked> toAsk() {
    Stream<SessionLoop> others =
        spec().mysql().stream()
            .flatMap(terms -> terms.rules().stream())
            .flatMap(rule -> groups.at(rule.to(), loop.index()).stream());
    return Stream.concat(Stream.of(this), others)
        .distinct()
        .flatMap(at -> at.next().map(node -> new FirstQuestion.Asked(at, node)).stream())
        .toList();
  }

  /** Where a session would go now, which counts nowhere. */
  private Optional<Node> next() {
    return spread.isPresent() ? spread.get().peek(route()) : route().open();
  }

  /** This node has not served a session that was sent there: others are tried first for a while. */
  void notServedBy(Node node) {
    spread.ifPresent(s -> s.failed(node.id()));
  }

  /** Whether another node than this one takes new sessions as well. */
  boolean hasOther(Node than) {
    return spread.isPresent() && route().nodes().stream().anyMatch(n -> !n.isSameServer(than));
  }

  /** The stamp of a session that begins now, another one for each. */
  long stamp() {
    return lastStamp = Stamps.after(lastStamp);
  }

  /** What all sessions are doing now, in any order. */
  Session[] all() {
    return sessions.toArray(new Session[0]);
  }

  /** The session with this stamp. */
  Optional<Session> find(long stamp) {
    for (Session session : sessions) {
      if (session.begun() == stamp) {
        return Optional.of(session);
      }
    }
    return Optional.empty();
  }

  void accept(PumpSocket client) {
    door.receive(client);
  }

  /** The session of a client that was let in begins. */
  void begin(PumpSocket client) {
    if (admits(Client.unknown(client))) {
      if (greets()) {
        greet(client);
      } else {
        goOn(Client.unknown(client));
      }
    }
  }

  private void greet(PumpSocket client) {
    Optional<Greeting> own = ownGreeting();
    if (own.isPresent()) {
      Greeted.first(this, client, own.get(), spec().mysql().orElseThrow());
    } else if (route().open().isPresent()) {
      Ungreeted.await(this, client, connectTimeoutMillis(), CloseReason.NODE_UNREACHABLE);
    } else if (mayHold()) {
      Ungreeted.await(this, client, hold().millis(), CloseReason.NO_HEALTHY_NODE);
    } else if (route().trafficEnabled() && !toAsk().isEmpty()) {
      Ungreeted.await(this, client, connectTimeoutMillis(), refusal());
    } else {
      turnAway(Client.unknown(client), refusal());
      observer.closed(listener, Optional.empty(), refusal());
    }
  }

  /** Whether there is room for one more; if not, it has heard so. */
  private boolean admits(Client who) {
    Optional<MysqlTerms> mysql = spec().mysql();
    if (mysql.isEmpty() || cap.enter(who.socket(), mysql.get().maxSessions())) {
      return true;
    }
    turnAway(who, CloseReason.TOO_MANY_SESSIONS);
    observer.closed(listener, Optional.empty(), CloseReason.TOO_MANY_SESSIONS);
    return false;
  }

  /** Whether clients are greeted by the proxy. */
  boolean greets() {
    return spec().mysql().filter(MysqlTerms::greets).isPresent();
  }

  /** The proxy's own greeting; empty where it gives none, or does not know how nodes greet yet. */
  Optional<Greeting> ownGreeting() {
    return greets()
        ? groups.greetings().next(route().node().map(Node::id), tls().isPresent())
        : Optional.empty();
  }

  /** A client that was greeted has logged in, and is not in the register. */
  void introduced(Client who, Optional<LoginRule> rule) {
    Optional<SessionLoop> other =
        rule.flatMap(r -> groups.at(r.to(), loop.index())).filter(l -> l != this);
    if (other.isEmpty()) {
      goOn(who);
    } else if (other.get().admits(who)) {
      other.get().goOn(who);
    }
  }

  private void goOn(Client client) {
    if (holding.isAhead() && mayHold()) {
      Held.first(this, client);
    } else if (!Dialing.first(this, client, connectTimeoutMillis())) {
      if (mayHold()) {
        Held.first(this, client);
      } else {
        turnAway(client, refusal());
        observer.closed(listener, Optional.empty(), refusal());
      }
    }
  }

  private boolean mayHold() {
    return hold().millis() > 0 && route().trafficEnabled();
  }

  /**
   * Ends what was begun under a route before this one; returns how many sessions that were. All
   * nodes' ends go first: nothing more may be written there, while clients can wait a moment.
   */
  int apply(Route next) {
    CloseReason reason = cutReason(next);
    List<Severed> severed = new ArrayList<>(sessions.size());
    for (Session session : List.copyOf(sessions)) {
      // One that is held again may have had to turn away another one, which has had its end then.
      if (holds(session) && session.routeChanged(next)) {
        severed.add(session.sever(reason));
      }
    }
    severed.forEach(Severed::close);
    holding.routeChanged();
    departures.routeChanged(next);
    standIns.endAll();
    firstQuestion.routeChanged();
    return severed.size();
  }

  /** Whether another loop may still have sessions that the route of now does not keep. */
  boolean isCutting() {
    return route().generation() > settled.getAsLong();
  }

  /** Runs this when that is over, if it is not over before. */
  void afterCut(Runnable what) {
    afterCut.add(what);
  }

  /** Every loop has cut. */
  void afterCut() {
    List<Runnable> all = afterCut;
    afterCut = new ArrayList<>();
    all.forEach(Runnable::run);
  }

  /**
   * Ends the connection of a client that is on its way to a node. Where the protocol is followed it
   * hears why.
   */
  void turnAway(Client client, CloseReason why) {
    Optional<ErrorPacket> words =
        spec().mysql().isPresent() ? LastWords.ofRefusal(why) : Optional.empty();
    if (words.isPresent()) {
      client.socket().closeSaying(client.framed(words.get()), LastWords.MILLIS);
    } else {
      client.socket().close();
    }
  }

  /** Whether a node is to see a denied login in place of a client that has left without a word. */
  boolean standsInForProbes() {
    return spec().entrance().loginForProbes();
  }

  /** Such a client has left this connection to its node, which is open. */
  void standIn(PumpSocket node) {
    standIns.begin(node);
  }

  int cutAll(CloseReason reason) {
    int before = sessions.size();
    List.copyOf(sessions).forEach(s -> s.sever(reason).close());
    standIns.endAll();
    return before;
  }

  /** A session begins. */
  void enter(Session session) {
    sessions.add(session);
  }

  /** A session goes on in another state. */
  void replace(Session before, Session after) {
    boolean held = sessions.remove(before);
    sessions.add(after);
    if (held && after.target().isEmpty()) {
      leaveNode(before);
    }
    holding.replaced(before, after);
  }

  /**
   * A session ends.
   *
   * @return false if it had ended, or gone on in another state, before
   */
  boolean leave(Session session) {
    holding.left(session);
    boolean held = sessions.remove(session);
    if (held) {
      leaveNode(session);
    }
    return held;
  }

  private void leaveNode(Session session) {
    if (spread.isPresent()) {
      session.target().ifPresent(node -> spread.get().left(node.id()));
    }
  }

  /** Whether this is what a session is doing now. */
  boolean holds(Session session) {
    return sessions.contains(session);
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

  /** With what its clients are offered TLS. */
  Optional<TlsEnds> tls() {
    return tls.get();
  }

  ListenerSpec spec() {
    return spec.get();
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

  /** The sessions that wait for a node. */
  Holding holding() {
    return holding;
  }

  /** What clients of this listener may send before they are let in. */
  LoginBudget logins() {
    return cap.logins();
  }

  /** How nodes greet, while that is not known. */
  FirstQuestion firstQuestion() {
    return firstQuestion;
  }

  /** The other listeners. */
  Groups groups() {
    return groups;
  }

  /** The sessions of a node that is drained. */
  Departures departures() {
    return departures;
  }

  Hold hold() {
    return spec.get().hold();
  }

  int connectTimeoutMillis() {
    return spec.get().connectTimeoutMillis();
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
