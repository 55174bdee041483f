package dev.patchbay.session;

import dev.patchbay.health.Health;
import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.Routers;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A listener that follows the protocol, with two nodes behind it; the test sets its route. */
final class FollowedBed implements AutoCloseable {
  static final ListenerId ID = ListenerId.ACTIVE;
  private static final Instant SINCE = Instant.EPOCH;

  final Vertx vertx;
  final FakeMysql a = new FakeMysql("a");
  final FakeMysql b = new FakeMysql("b");
  final SessionCounts counts = new SessionCounts(List.of(ID, ListenerId.INACTIVE));
  final SessionLimit limit =
      new SessionLimit(new SessionCap(10_000, SessionCap.By.CONFIGURATION), System::nanoTime);
  final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
  private final PumpLoops loops;
  private final Listener listener;
  private final InetSocketAddress address;
  private Route route;

  FollowedBed() throws Exception {
    this(MysqlTerms.DEFAULT, Transport.EPOLL, UnaryOperator.identity());
  }

  FollowedBed(MysqlTerms terms) throws Exception {
    this(terms, Transport.EPOLL, UnaryOperator.identity());
  }

  FollowedBed(Transport transport) throws Exception {
    this(MysqlTerms.DEFAULT, transport, UnaryOperator.identity());
  }

  FollowedBed(MysqlTerms terms, Transport transport, UnaryOperator<ListenerSpec> more)
      throws Exception {
    vertx = transport.vertx();
    loops = transport.loops(vertx, 2, StallLimits.DEFAULT);
    TrafficCounts traffic = new TrafficCounts(List.of(ID, ListenerId.INACTIVE), 2);
    SessionObserver recorder =
        new SessionObserver() {
          @Override
          public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
            closed.add(reason);
          }
        };
    listener =
        new Listener(
            more.apply(
                new ListenerSpec(ID, "Listeners", "127.0.0.1", 0, Selector.ACTIVE, 3000)
                    .with(Optional.of(terms))),
            loops,
            new TcpDialer(loops),
            limit,
            SessionObserver.all(counts, recorder),
            traffic);
    var state =
        Routers.direct(
                Clock.fixed(SINCE, ZoneOffset.UTC),
                ActiveNodePolicy.STICKY,
                Health.unknown(List.of(a.node(), b.node()), SINCE))
            .state();
    route = state.active();
    List.of(counts, traffic, listener).forEach(follower -> follower.begin(state));
    address =
        listener
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  /** Sets where new sessions go; every session of the route before is cut. */
  void routeTo(FakeMysql node) {
    route(Optional.of(node.node()), true);
  }

  void route(Optional<Node> node, boolean traffic) {
    route = Routers.route(route.generation() + 1, node, traffic, "test", SINCE);
    listener.route(route);
  }

  /** Sends new sessions to this node, and drains the one before. */
  void drainTo(FakeMysql node, Duration deadline) {
    Reason reason = new Reason(Reason.Code.GAVE_WAY, Optional.empty(), "test");
    long generation = route.generation() + 1;
    route =
        new Route(
            generation,
            Optional.of(node.node()),
            true,
            reason,
            SINCE,
            new Route.Choice(reason, SINCE),
            generation,
            Optional.of(
                new NodeDrain(
                    route.node().orElseThrow(),
                    route.from(),
                    SINCE,
                    SINCE.plus(deadline),
                    Optional.empty())));
    listener.route(route);
  }

  /** The node that is drained is the active one again, with the sessions that it has. */
  void back() {
    NodeDrain drain = route.draining().orElseThrow();
    long generation = route.generation() + 1;
    route =
        new Route(
            generation,
            Optional.of(drain.node()),
            true,
            route.reason(),
            SINCE,
            route.choice(),
            drain.from(),
            Optional.of(
                new NodeDrain(
                    drain.node(),
                    drain.from(),
                    SINCE,
                    drain.until(),
                    Optional.of(new NodeDrain.End(NodeDrain.How.BACK, SINCE)))));
    listener.route(route);
  }

  /** What a test does. */
  interface Task {
    void run() throws Exception;
  }

  /** Does this while all loops are busy: none reads what comes. */
  void whileBusy(Task task) throws Exception {
    CountDownLatch busy = new CountDownLatch(loops.all().size());
    CountDownLatch over = new CountDownLatch(1);
    for (PumpLoop loop : loops.all()) {
      loop.execute(
          () -> {
            busy.countDown();
            try {
              over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    busy.await();
    try {
      task.run();
    } finally {
      over.countDown();
    }
  }

  InetSocketAddress address() {
    return address;
  }

  Listener listener() {
    return listener;
  }

  MysqlClient client() throws IOException {
    return MysqlClient.loggedIn(address);
  }

  /** Why a session has ended. */
  CloseReason ended() throws InterruptedException {
    return closed.poll(20, TimeUnit.SECONDS);
  }

  /** What is known of the only session. */
  SessionView view() throws Exception {
    return new ListenerSessions(List.of(listener), Clock.systemUTC())
        .list(
            new SessionQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SessionQuery.Sort.SINCE,
                10,
                0),
            Runnable::run)
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .sessions()
        .get(0);
  }

  @Override
  public void close() throws Exception {
    listener.stopAccepting().toCompletableFuture().get(30, TimeUnit.SECONDS);
    listener.cutAll(CloseReason.SHUTDOWN).toCompletableFuture().get(30, TimeUnit.SECONDS);
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
    a.close();
    b.close();
  }
}
