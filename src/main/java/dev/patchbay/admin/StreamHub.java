package dev.patchbay.admin;

import dev.patchbay.telemetry.events.StreamCounts;
import dev.patchbay.text.RateLimit;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who follow the stream. On the web loop, {@link #wake} apart; while nobody follows, nothing is
 * made and no timer runs.
 */
final class StreamHub {
  private static final Logger LOG = LoggerFactory.getLogger("api");

  /** Other proxies that can follow this one's claims. */
  static final int MAX_PROXIES = 16;

  private final Vertx vertx;
  private final StreamMessages messages;
  private final StreamCounts counts;
  private final int maxClients;
  private final Pace pace;
  private final LongSupplier nanoTime;
  private final RateLimit rateLimit;
  private final Map<StreamClient, RoutingContext> clients = new HashMap<>();

  /** Those of the clients that are other proxies. */
  private final Set<StreamClient> proxies = new HashSet<>();

  private final AtomicBoolean woken = new AtomicBoolean();
  private long[] timers = {};
  private long deliveredNanos;

  /** Where the clients are; null while there is none. */
  private volatile Context loop;

  /**
   * @param maxClients how many may follow at the same time
   */
  StreamHub(
      Vertx vertx,
      StreamMessages messages,
      StreamCounts counts,
      int maxClients,
      Pace pace,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.messages = messages;
    this.counts = counts;
    this.maxClients = maxClients;
    this.pace = pace;
    this.nanoTime = nanoTime;
    this.rateLimit = new RateLimit(nanoTime);
    this.deliveredNanos = nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(pace.gap());
  }

  /** Something may be new. From any thread; does not block. */
  void wake() {
    Context on = loop;
    if (on != null && woken.compareAndSet(false, true)) {
      on.runOnContext(v -> deliverSoon());
    }
  }

  /** Whether nobody can join now; counts one who wanted to. */
  boolean refuses() {
    return refuses(clients.size() - proxies.size() >= maxClients);
  }

  /** Whether no other proxy can join now; those who look on take none of their places. */
  boolean refusesProxies() {
    return refuses(proxies.size() >= MAX_PROXIES);
  }

  private boolean refuses(boolean full) {
    if (full) {
      counts.refuse();
    }
    return full;
  }

  /**
   * Begins to send to this one, until it goes.
   *
   * @param lastEvent the id of the last event that it need not be sent
   */
  void join(RoutingContext ctx, long lastEvent) {
    messages.refresh();
    join(ctx, new StreamClient(ctx.response(), messages, messages.greeting(), lastEvent));
  }

  /** Begins to send this proxy's claims to another one, until it goes. */
  void joinClaims(RoutingContext ctx) {
    messages.refresh();
    StreamClient client =
        new StreamClient(ctx.response(), messages.claims(), messages.claimGreeting(), 0);
    proxies.add(client);
    join(ctx, client);
  }

  private void join(RoutingContext ctx, StreamClient client) {
    if (clients.isEmpty()) {
      startTimers();
    }
    clients.put(client, ctx);
    counts.joined();
    ctx.response().exceptionHandler(e -> leave(client)).closeHandler(v -> leave(client));
    client.pump();
  }

  private void leave(StreamClient client) {
    proxies.remove(client);
    if (clients.remove(client) != null) {
      counts.left();
      if (clients.isEmpty()) {
        stopTimers();
      }
    }
  }

  private void startTimers() {
    loop = vertx.getOrCreateContext();
    timers =
        new long[] {
          vertx.setPeriodic(pace.look(), t -> look()), vertx.setPeriodic(pace.beat(), t -> beat())
        };
  }

  private void look() {
    messages.repeatClaim();
    wake();
  }

  private void stopTimers() {
    loop = null;
    for (long timer : timers) {
      vertx.cancelTimer(timer);
    }
  }

  private void deliverSoon() {
    long since = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - deliveredNanos);
    if (since >= pace.gap()) {
      deliver();
    } else {
      vertx.setTimer(pace.gap() - since, t -> deliver());
    }
  }

  private void deliver() {
    // First, so that what happens from here on is a reason to come again.
    woken.set(false);
    deliveredNanos = nanoTime.getAsLong();
    if (!clients.isEmpty()) {
      messages.refresh();
      List.copyOf(clients.keySet()).forEach(this::pump);
    }
  }

  /** One client's fault keeps nothing from the others. */
  private void pump(StreamClient client) {
    try {
      client.pump();
    } catch (RuntimeException e) {
      fail(client, e);
    }
  }

  private void beat() {
    for (StreamClient client : List.copyOf(clients.keySet())) {
      try {
        if (!client.beat()) {
          drop(client);
        }
      } catch (RuntimeException e) {
        fail(client, e);
      }
    }
  }

  private void fail(StreamClient client, RuntimeException cause) {
    rateLimit
        .admit("stream failed", String.valueOf(cause))
        .ifPresent(
            suppressed ->
                LOG.atError()
                    .setCause(cause)
                    .addKeyValue("suppressed", suppressed)
                    .log("A client of the event stream could not be served"));
    RoutingContext ctx = clients.get(client);
    leave(client);
    if (ctx != null) {
      ctx.request().connection().close();
    }
  }

  private void drop(StreamClient client) {
    RoutingContext ctx = clients.get(client);
    counts.drop();
    rateLimit
        .admit("stream", "slow")
        .ifPresent(
            suppressed ->
                LOG.atInfo()
                    .addKeyValue("remote", String.valueOf(ctx.request().remoteAddress()))
                    .addKeyValue("suppressed", suppressed)
                    .log("Dropped a client of the event stream: it does not read"));
    leave(client);
    ctx.request().connection().close();
  }
}
