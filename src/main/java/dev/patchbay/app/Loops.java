package dev.patchbay.app;

import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.Rings;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.telemetry.metrics.LoopLag;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the proxy, apart by what they must not wait for: the control loop decides (health
 * checks and routing), the web loop talks to people and load balancers, the pump loops move bytes.
 */
final class Loops {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  private static final int VERTX_LOOPS = 2;

  private static final int HOSTS_REFRESH_MILLIS = 1000;

  /**
   * After so long a name is asked for again, whatever the TTL of its answer. Docker's DNS gives ten
   * minutes to the address of a container, which may have another one at its next start.
   */
  private static final int NAME_KEPT_SECONDS = 60;

  private static final int START_SECONDS = 10;

  private final Vertx vertx;
  private final Context control;
  private final Context web;
  private final PumpLoops pump;

  private Loops(Vertx vertx, Context control, Context web, PumpLoops pump) {
    this.vertx = vertx;
    this.control = control;
    this.web = web;
    this.pump = pump;
  }

  /**
   * Starts all threads.
   *
   * @param limits for the sessions
   * @param dnsServers where names are looked up; none for the system's servers
   * @param ioUring whether the sessions' threads use io_uring where they can
   */
  static Loops start(StallLimits limits, List<String> dnsServers, boolean ioUring)
      throws Exception {
    AddressResolverOptions names =
        new AddressResolverOptions()
            .setHostsRefreshPeriod(HOSTS_REFRESH_MILLIS)
            .setCacheMaxTimeToLive(NAME_KEPT_SECONDS);
    dnsServers.forEach(names::addServer);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(VERTX_LOOPS)
                .setPreferNativeTransport(true)
                .setAddressResolverOptions(names));
    // Each deployment is given the next event loop.
    Context control = newContext(vertx).await(START_SECONDS, TimeUnit.SECONDS);
    Context web = newContext(vertx).await(START_SECONDS, TimeUnit.SECONDS);
    int threads = Runtime.getRuntime().availableProcessors();
    return new Loops(
        vertx, control, web, new PumpLoops(vertx, threads, limits, ioUring && mayUseRings()));
  }

  private static boolean mayUseRings() {
    Optional<String> refusal = Rings.refusal();
    refusal.ifPresent(
        why ->
            LOG.atError()
                .addKeyValue("reason", why)
                .log("Proxy.IoUring is true, but this system does not let us; serving without it"));
    return refusal.isEmpty();
  }

  private static Future<Context> newContext(Vertx vertx) {
    Promise<Context> found = Promise.promise();
    return vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                found.complete(context);
                return Future.succeededFuture();
              }
            })
        .compose(id -> found.future());
  }

  Vertx vertx() {
    return vertx;
  }

  Context control() {
    return control;
  }

  Context web() {
    return web;
  }

  /** How many event loops there are, Vert.x's own acceptor included. */
  int count() {
    return VERTX_LOOPS + 1 + pump.all().size();
  }

  PumpLoops pump() {
    return pump;
  }

  /** Does this on the web loop, and whatever follows from it stays there. */
  <T> Future<T> onWeb(Supplier<Future<T>> action) {
    Promise<T> done = Promise.promise();
    web.runOnContext(v -> action.get().onComplete(done));
    return done.future();
  }

  /** Has the lag of all of them measured. */
  void watchLag(LoopLag lag) {
    lag.watch("control", (millis, task) -> delay(control, millis, task));
    lag.watch("web", (millis, task) -> delay(web, millis, task));
    for (PumpLoop loop : pump.all()) {
      lag.watch("pump-" + loop.index(), loop::schedule);
    }
  }

  private void delay(Context context, long millis, Runnable task) {
    context.runOnContext(v -> vertx.setTimer(millis, t -> task.run()));
  }

  /** Ends all threads. */
  Future<Void> close() {
    return Future.fromCompletionStage(pump.close()).eventually(vertx::close);
  }
}
