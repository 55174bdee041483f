package dev.patchbay.session;

import dev.patchbay.health.Health;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.pump.TcpDialer;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Route;
import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A listener that greets clients itself, with node a, and a group without a port that its rules
 * lead to, with node b.
 */
final class GroupsBed implements AutoCloseable {
  static final ListenerId FRONT = ListenerId.ACTIVE;
  static final ListenerId GROUP = ListenerId.INACTIVE;
  private static final Instant SINCE = Instant.EPOCH;

  final FakeMysql a = new FakeMysql("a");
  final FakeMysql b = new FakeMysql("b");
  final SessionCounts counts = new SessionCounts(List.of(FRONT, GROUP));
  final AtomicInteger failedDials = new AtomicInteger();
  final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  final SessionLimit limit =
      new SessionLimit(new SessionCap(10_000, SessionCap.By.CONFIGURATION), System::nanoTime);
  final Groups groups = new Groups();
  final Listener front;
  final Listener group;
  final InetSocketAddress address;
  private final Vertx vertx;
  private final PumpLoops loops;
  private long generation = 1;

  GroupsBed(LoginRule... rules) throws Exception {
    this(new MysqlTerms(0, 30, List.of(rules)), MysqlTerms.DEFAULT, UnaryOperator.identity());
  }

  GroupsBed(MysqlTerms ofFront, MysqlTerms ofGroup, UnaryOperator<ListenerSpec> more)
      throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    loops = new PumpLoops(vertx, 2, StallLimits.DEFAULT);
    TrafficCounts traffic = new TrafficCounts(List.of(FRONT, GROUP), 2);
    SessionObserver recorder =
        new SessionObserver() {
          @Override
          public void dialFailed(ListenerId listener, Node node, Throwable cause) {
            failedDials.incrementAndGet();
          }

          @Override
          public void refused(
              ListenerId listener, InetAddress source, CloseReason reason, String detail) {
            refusals.add(detail);
          }

          @Override
          public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
            closed.add(reason);
          }
        };
    SessionObserver observer = SessionObserver.all(counts, recorder);
    front =
        new Listener(
            more.apply(
                new ListenerSpec(FRONT, "Listeners", "127.0.0.1", 0, Selector.ACTIVE, 3000)
                    .with(Optional.of(ofFront))),
            loops,
            new TcpDialer(loops),
            limit,
            observer,
            traffic,
            groups);
    group =
        new Listener(
            more.apply(
                new ListenerSpec(
                        GROUP,
                        "Listeners",
                        "127.0.0.1",
                        ListenerSpec.NO_PORT,
                        Selector.INACTIVE,
                        3000)
                    .with(Optional.of(ofGroup))),
            loops,
            new TcpDialer(loops),
            limit,
            observer,
            traffic,
            groups);
    var state =
        Routers.direct(
                Clock.fixed(SINCE, ZoneOffset.UTC),
                ActiveNodePolicy.STICKY,
                Health.unknown(List.of(a.node(), b.node()), SINCE))
            .state();
    List.of(counts, traffic, front, group).forEach(follower -> follower.begin(state));
    address =
        front
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    route(front, Optional.of(a.node()));
    route(group, Optional.of(b.node()));
  }

  /** A rule for users of this name. */
  static LoginRule user(String name) {
    return new LoginRule(
        Optional.of(name), Optional.empty(), java.util.Map.of(), Optional.empty(), GROUP);
  }

  /** Sends a listener's sessions elsewhere, or nowhere. */
  void route(Listener listener, Optional<Node> node) throws Exception {
    Route next = Routers.route(++generation, node, true, "test", SINCE);
    listener.route(next);
    listener.cutting().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  MysqlClient connect() throws IOException {
    return MysqlClient.connect(address);
  }

  /** Why a session has ended. */
  CloseReason ended() throws InterruptedException {
    return closed.poll(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    front.stopAccepting().toCompletableFuture().get(30, TimeUnit.SECONDS);
    for (Listener listener : List.of(front, group)) {
      listener.cutAll(CloseReason.SHUTDOWN).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
    a.close();
    b.close();
  }
}
