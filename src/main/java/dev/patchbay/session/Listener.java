package dev.patchbay.session;

import dev.patchbay.pump.Dialer;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.TcpListener;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.MysqlTerms;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One MySQL port: accepts clients and serves each by its route. */
public final class Listener implements Follower {
  private final ListenerId id;
  private final Logger log;
  private final List<SessionLoop> sessionLoops;
  private final PumpLoops loops;
  private final SessionLimit limit;
  private final SessionObserver observer;
  private final HoldCount hold;
  private final Groups groups;

  /** Empty where sessions go to one node at a time. */
  private final Optional<Spread> spread;

  /** Written on the router's loop only; read by each loop when it accepts. */
  private volatile ListenerSpec spec;

  /** Of the {@link #spec}; written and read as that is. */
  private volatile Optional<TlsEnds> tls;

  /** Written on the router's loop only; read by each loop when it accepts or has dialled. */
  private volatile Route route;

  /**
   * The generation of the last route whose cut is over on every loop. Until then no byte goes to
   * the node of the next one: at no time do two nodes take writes. Written by the loop that is done
   * last.
   */
  private final AtomicLong settled = new AtomicLong();

  private volatile CompletionStage<?> cutting = CompletableFuture.completedStage(null);

  private TcpListener tcp;

  /** A listener that does not listen yet, and has to follow the router. */
  public Listener(
      ListenerSpec spec,
      PumpLoops loops,
      Dialer dialer,
      SessionLimit limit,
      SessionObserver observer,
      TrafficCounts traffic) {
    this(spec, loops, dialer, limit, observer, traffic, new Groups());
  }

  /**
   * As the other.
   *
   * @param groups where it is found by the rules of others, and finds others by its own
   */
  public Listener(
      ListenerSpec spec,
      PumpLoops loops,
      Dialer dialer,
      SessionLimit limit,
      SessionObserver observer,
      TrafficCounts traffic,
      Groups groups) {
    this.groups = groups;
    this.id = spec.id();
    this.spec = spec;
    this.tls = spec.mysql().flatMap(MysqlTerms::tls).map(TlsEnds::new);
    this.log = LoggerFactory.getLogger(id.word() + "-bridge-runner");
    this.loops = loops;
    this.limit = limit;
    this.observer = observer;
    ListenerCap cap = new ListenerCap();
    this.hold = new HoldCount(log, this::route, System::nanoTime);
    this.spread =
        spec.selector().isOfOneNode()
            ? Optional.empty()
            : Optional.of(new Spread(System::nanoTime));
    this.sessionLoops =
        loops.all().stream()
            .map(
                l ->
                    new SessionLoop(
                        this::spec,
                        () -> tls,
                        l,
                        dialer,
                        observer,
                        traffic,
                        this::route,
                        settled::get,
                        loops.all().size(),
                        hold,
                        limit,
                        cap,
                        groups,
                        spread))
            .toList();
    groups.add(id, this);
  }

  @Override
  public void begin(RoutingState state) {
    route = state.route(id);
    settled.set(route.generation());
  }

  @Override
  public void next(Transition transition) {
    transition.after().topology().listener(id).ifPresent(this::spec);
    groups.greetings().keepOnly(transition.after().topology().ids());
    transition.route(id).ifPresent(change -> route(change.after()));
  }

  private void spec(ListenerSpec next) {
    Optional<ListenerTls> nextTls = next.mysql().flatMap(MysqlTerms::tls);
    if (!nextTls.equals(spec.mysql().flatMap(MysqlTerms::tls))) {
      // Sessions live on; whoever comes now is shown the new certificate.
      tls = nextTls.map(TlsEnds::new);
    }
    spec = next;
  }

  /**
   * Begins to accept clients. Once it follows the router.
   *
   * @return the address it listens at; fails with the cause if it cannot be bound
   */
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress address) {
    AcceptFaultLog faults = new AcceptFaultLog(log);
    return TcpListener.listen(loops, address, limit, this::accept, faults::report)
        .thenApply(
            listening -> {
              tcp = listening;
              return listening.address();
            });
  }

  private void accept(PumpSocket client) {
    sessionLoops.get(client.loop().index()).accept(client);
  }

  /**
   * Takes over a new route: sessions that it does not keep are cut on every loop at once. A route
   * that is not newer changes nothing. On the router's loop only.
   */
  void route(Route next) {
    if (next.generation() <= route.generation()) {
      return;
    }
    Route before = route;
    route = next;
    long startNanos = System.nanoTime();
    cutting =
        onEveryLoop(l -> l.apply(next))
            .thenAccept(
                cut -> {
                  settled(next);
                  observer.cut(
                      new SessionsCut(id, before, next, cut, System.nanoTime() - startNanos));
                });
  }

  /** The last loop has cut: what was dialled meanwhile may go on. */
  private void settled(Route next) {
    settled.accumulateAndGet(next.generation(), Math::max);
    sessionLoops.forEach(l -> tryOn(l, l::afterCut));
  }

  /**
   * Completes once no session is left that the route of now does not keep. From any thread, in a
   * task of the router's loop or later.
   */
  public CompletionStage<?> cutting() {
    return cutting;
  }

  /** Stops listening, if it does; sessions live on. From any thread. */
  public CompletionStage<Void> stopAccepting() {
    return tcp == null ? CompletableFuture.completedStage(null) : tcp.close();
  }

  /** Ends every session; the stage completes with how many there were. From any thread. */
  public CompletionStage<Integer> cutAll(CloseReason reason) {
    return onEveryLoop(l -> l.cutAll(reason));
  }

  /** Completes when the last loop has done it, and the nodes know of what it has cut. */
  private CompletionStage<Integer> onEveryLoop(ToIntFunction<SessionLoop> action) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    AtomicInteger toDo = new AtomicInteger(sessionLoops.size());
    AtomicInteger sum = new AtomicInteger();
    Runnable oneDone =
        () -> {
          if (toDo.decrementAndGet() == 0) {
            done.complete(sum.get());
          }
        };
    for (SessionLoop sessionLoop : sessionLoops) {
      boolean willBe =
          tryOn(
              sessionLoop,
              () -> {
                try {
                  sum.addAndGet(action.applyAsInt(sessionLoop));
                } finally {
                  // A fault at one of them must not keep all new sessions waiting.
                  sessionLoop.loop().afterResets(oneDone);
                }
              });
      if (!willBe) {
        oneDone.run();
      }
    }
    return done;
  }

  /**
   * Runs this on the loop.
   *
   * @return false if that has ended, and its sessions with it
   */
  private static boolean tryOn(SessionLoop sessionLoop, Runnable task) {
    try {
      sessionLoop.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** How many sessions each node counts for; none where sessions are not spread. */
  Loads loads() {
    return spread.map(Spread::loads).orElse(Loads.NONE);
  }

  /** The register of each loop, in the loops' order. */
  List<SessionLoop> sessionLoops() {
    return sessionLoops;
  }

  /** How many of its sessions wait for a node. */
  public HoldCount hold() {
    return hold;
  }

  private Route route() {
    return route;
  }

  /** What was configured. From any thread. */
  public ListenerSpec spec() {
    return spec;
  }
}
