package dev.patchbay.session;

import dev.patchbay.health.Health;
import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.Routers;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A listener with two nodes behind it, whose route the test sets. */
final class SessionBed implements AutoCloseable {
  private static final List<ListenerId> LISTENERS = List.of(ListenerId.ACTIVE, ListenerId.INACTIVE);

  static final int CONNECT_TIMEOUT_MILLIS = 3000;

  final Vertx vertx;
  final PumpLoops loops;
  final FakeNode a;
  final FakeNode b;
  final SessionCounts counts;
  final TrafficCounts traffic;
  final SessionLimit limit;
  final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<Node> failedDials = new LinkedBlockingQueue<>();
  final BlockingQueue<Node> dialsNotMade = new LinkedBlockingQueue<>();
  private final Listener listener;
  private final InetSocketAddress address;
  private Route route;

  SessionBed() throws Exception {
    this(UnaryOperator.identity(), 10_000);
  }

  SessionBed(UnaryOperator<Dialer> dialer, int maxSessions) throws Exception {
    this(dialer, maxSessions, Transport.EPOLL, StallLimits.DEFAULT);
  }

  SessionBed(Transport transport, StallLimits limits) throws Exception {
    this(UnaryOperator.identity(), 10_000, transport, limits);
  }

  SessionBed(Transport transport, Hold hold) throws Exception {
    this(UnaryOperator.identity(), 20_000, transport, StallLimits.DEFAULT, hold);
  }

  SessionBed(UnaryOperator<Dialer> dialer, Hold hold) throws Exception {
    this(dialer, 20_000, Transport.EPOLL, StallLimits.DEFAULT, hold);
  }

  private SessionBed(
      UnaryOperator<Dialer> dialer, int maxSessions, Transport transport, StallLimits limits)
      throws Exception {
    this(dialer, maxSessions, transport, limits, Hold.NONE);
  }

  private SessionBed(
      UnaryOperator<Dialer> dialer,
      int maxSessions,
      Transport transport,
      StallLimits limits,
      Hold hold)
      throws Exception {
    vertx = transport.vertx();
    loops = transport.loops(vertx, 2, limits);
    a = new FakeNode(vertx, "a", 0);
    b = new FakeNode(vertx, "b", 1);
    counts = new SessionCounts(LISTENERS);
    traffic = new TrafficCounts(LISTENERS, 2);
    limit =
        new SessionLimit(
            new SessionCap(maxSessions, SessionCap.By.CONFIGURATION), System::nanoTime);
    SessionObserver recorder =
        new SessionObserver() {
          @Override
          public void dialFailed(ListenerId listener, Node node, Throwable cause) {
            failedDials.add(node);
          }

          @Override
          public void dialNotMade(ListenerId listener, Node node, Throwable cause) {
            dialsNotMade.add(node);
          }

          @Override
          public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
            closed.add(reason);
          }
        };
    listener =
        new Listener(
            new ListenerSpec(
                    ListenerId.ACTIVE,
                    "Proxy.Port",
                    "127.0.0.1",
                    0,
                    Selector.ACTIVE,
                    CONNECT_TIMEOUT_MILLIS)
                .with(hold),
            loops,
            dialer.apply(new TcpDialer(loops)),
            limit,
            SessionObserver.all(counts, recorder),
            traffic);
    RoutingState nowhere = nowhere(List.of(a.node(), b.node()));
    route = nowhere.active();
    List.of(counts, traffic, listener).forEach(follower -> follower.begin(nowhere));
    address =
        listener
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  private static RoutingState nowhere(List<Node> nodes) {
    return Routers.direct(
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            ActiveNodePolicy.STICKY,
            Health.unknown(nodes, Instant.EPOCH))
        .state();
  }

  /** Sets where new sessions go; every session of the route before is cut. */
  void routeTo(FakeNode node) {
    route(Optional.of(node.node()), true);
  }

  void route(Optional<Node> node, boolean traffic) {
    route = Routers.route(route.generation() + 1, node, traffic, "test", Instant.EPOCH);
    listener.route(route);
  }

  /** What a reload says of those that wait; the route stays. */
  void reload(Hold hold) {
    Topology topology =
        new Topology(List.of(a.node(), b.node()), List.of(listener.spec().with(hold)));
    RoutingState state =
        Routers.direct(
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), ActiveNodePolicy.STICKY, topology)
            .state();
    listener.next(new Transition(state, state));
  }

  Listener listener() {
    return listener;
  }

  InetSocketAddress address() {
    return address;
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Connects and says which node greeted. */
  String greeting() throws IOException {
    try (Socket socket = connect()) {
      return greeting(socket);
    }
  }

  static String greeting(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
  }

  /** How a client's connection stands. */
  enum Ending {
    OPEN,
    /** The other side has closed it, and all that it sent has come. */
    END,
    /** It was torn down; what was on its way is lost. */
    RESET
  }

  /** What the next read says, which waits for as long as the socket's timeout. */
  static Ending ending(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0 ? Ending.END : Ending.OPEN;
    } catch (SocketTimeoutException e) {
      return Ending.OPEN;
    } catch (SocketException e) {
      return Ending.RESET;
    }
  }

  @Override
  public void close() throws Exception {
    listener.stopAccepting().toCompletableFuture().get(30, TimeUnit.SECONDS);
    listener.cutAll(CloseReason.SHUTDOWN).toCompletableFuture().get(30, TimeUnit.SECONDS);
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
