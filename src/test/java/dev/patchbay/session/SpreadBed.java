package dev.patchbay.session;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.Switchover;
import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A listener that spreads its sessions over nodes with the label {@code reporting}, behind a real
 * router: node a is the active one and has no label, b, c and d have it.
 */
final class SpreadBed implements AutoCloseable {
  static final ListenerId ID = new ListenerId("reports");
  private static final Operator ADMIN = new Operator("admin", "10.0.0.9");

  final List<FakeMysql> nodes =
      List.of(new FakeMysql("a"), new FakeMysql("b"), new FakeMysql("c"), new FakeMysql("d"));
  final SessionCounts counts = new SessionCounts(List.of(ListenerId.ACTIVE, ID));
  final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<Node> failedDials = new LinkedBlockingQueue<>();
  final Router router;
  private final List<MysqlClient> clients = new CopyOnWriteArrayList<>();
  private final Listener listener;
  private final Vertx vertx;
  private final PumpLoops loops;
  private final InetSocketAddress address;
  private final List<ListenerSpec> specs;

  /** With the labelled nodes that these letters name healthy. */
  SpreadBed(String healthy, Hold hold, Optional<MysqlTerms> mysql) throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    loops = new PumpLoops(vertx, 2, StallLimits.DEFAULT);
    ListenerSpec spec =
        new ListenerSpec(ID, "Listeners", "127.0.0.1", 0, Selector.FEWEST_SESSIONS, 3000)
            .with(mysql)
            .with(hold)
            .withLabels(List.of("reporting"));
    specs = List.of(Routers.activeOnly(List.of()).listeners().get(0), spec);
    List<Node> all = labelled("bcd");
    router = Routers.direct(Clock.systemUTC(), ActiveNodePolicy.STICKY, new Topology(all, specs));
    TrafficCounts traffic = new TrafficCounts(List.of(ListenerId.ACTIVE, ID), 2);
    SessionObserver recorder =
        new SessionObserver() {
          @Override
          public void dialFailed(ListenerId of, Node node, Throwable cause) {
            failedDials.add(node);
          }

          @Override
          public void closed(ListenerId of, Optional<Node> node, CloseReason reason) {
            closed.add(reason);
          }
        };
    listener =
        new Listener(
            spec,
            loops,
            new TcpDialer(loops),
            new SessionLimit(new SessionCap(10_000, SessionCap.By.CONFIGURATION), System::nanoTime),
            SessionObserver.all(counts, recorder),
            traffic);
    List.of(counts, traffic, listener).forEach(router::follow);
    nodes.forEach(n -> health(n, n == a() || healthy.contains(n.node().name())));
    address =
        listener
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  SpreadBed(String healthy) throws Exception {
    this(healthy, Hold.NONE, Optional.of(MysqlTerms.DEFAULT));
  }

  FakeMysql a() {
    return nodes.get(0);
  }

  FakeMysql b() {
    return nodes.get(1);
  }

  FakeMysql c() {
    return nodes.get(2);
  }

  FakeMysql d() {
    return nodes.get(3);
  }

  /** All nodes, those of these letters with the label. */
  List<Node> labelled(String letters) {
    return nodes.stream()
        .map(FakeMysql::node)
        .map(n -> letters.contains(n.name()) ? n.withLabels(List.of("reporting")) : n)
        .toList();
  }

  /** Sets what the router knows of a node, and waits until what must be cut is. */
  void health(FakeMysql node, boolean healthy) {
    Verdict verdict =
        healthy
            ? new Verdict(true, OptionalLong.of(nodes.indexOf(node)), "200", "Synced")
            : Verdict.unhealthy("503");
    Health known = router.state().health();
    NodeHealth after =
        known.of(node.node().id()).orElseThrow().after(verdict, Clock.systemUTC().instant());
    router.onHealth(known.with(after));
    settle();
  }

  void reload(List<Node> all) {
    router.reload(new Topology(all, specs), ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
    settle();
  }

  /** With a drain of this time; of none, its sessions are cut. */
  void disable(FakeMysql node, Duration drain) {
    router.disable(
        node.node().id(), new Switchover.Request(Optional.empty(), drain, "disk", ADMIN));
    settle();
  }

  private void settle() {
    try {
      listener.cutting().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** One more session, logged in; closed with the bed if nobody does it before. */
  MysqlClient client() throws IOException {
    MysqlClient client = MysqlClient.loggedIn(address);
    clients.add(client);
    return client;
  }

  void clients(int more) throws IOException {
    for (int i = 0; i < more; i++) {
      client();
    }
  }

  /** One more connection, which may get no node. */
  MysqlClient connect() throws IOException {
    MysqlClient client = MysqlClient.connect(address);
    clients.add(client);
    return client;
  }

  /** For how many sessions each node counts when the next one is sent. */
  List<Integer> loads() {
    Loads loads = listener.loads();
    return nodes.stream().map(n -> loads.of(n.node().id())).toList();
  }

  int sessions(FakeMysql node) {
    return counts.of(ID, node.node().id());
  }

  @Override
  public void close() throws Exception {
    for (MysqlClient client : clients) {
      client.close();
    }
    listener.stopAccepting().toCompletableFuture().get(30, TimeUnit.SECONDS);
    listener.cutAll(CloseReason.SHUTDOWN).toCompletableFuture().get(30, TimeUnit.SECONDS);
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
    nodes.forEach(FakeMysql::close);
  }
}
