package dev.patchbay.session;

import dev.patchbay.routing.Route;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * How many sessions of one listener are held, and were, over all loops; and the line in the log
 * when that begins and when it ends. It ends when none is held and there is a node, or the traffic
 * is switched off. From any thread; touched by sessions that are held, and by no others.
 */
public final class HoldCount {
  private static final long BETWEEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** How those that are held no longer went on, since the start or since a moment. */
  private record Ends(long wentOn, long timedOut, long left, long turnedAway, long cut) {
    Ends since(Ends before) {
      return new Ends(
          wentOn - before.wentOn,
          timedOut - before.timedOut,
          left - before.left,
          turnedAway - before.turnedAway,
          cut - before.cut);
    }
  }

  private final Logger log;
  private final Supplier<Route> route;
  private final LongSupplier nanoTime;

  /** Those that wait, without those on their way to a node at last. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final List<Holding> parts = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private int now;
  private long total;
  private long takenBack;
  private long wentOn;
  private long timedOut;
  private long left;
  private long turnedAway;
  private long cut;
  private boolean holding;
  private boolean told;
  private boolean toldBefore;
  private long toldNanos;
  private Ends before = new Ends(0, 0, 0, 0, 0);

  HoldCount(Logger log, Supplier<Route> route, LongSupplier nanoTime) {
    this.log = log;
    this.route = route;
    this.nanoTime = nanoTime;
  }

  /** How many are held now, those on their way to a node at last included. */
  public synchronized int now() {
    return now;
  }

  /** How many were since the start. */
  public synchronized long total() {
    return total;
  }

  /** How many had to go because too many were held. */
  public synchronized long turnedAway() {
    return turnedAway;
  }

  /** How many of them were at a node that had not said a word to them. */
  synchronized long takenBack() {
    return takenBack;
  }

  /** One loop's part of those that wait. Once for each loop, before anybody waits. */
  void join(Holding holding) {
    parts.add(holding);
  }

  /** The other loops may have more than their part. On the loop of this one. */
  void trimOthers(Holding than) {
    parts.stream().filter(part -> part != than).forEach(Holding::trimLater);
  }

  void oneMoreWaits() {
    waiting.incrementAndGet();
  }

  /** Takes one off if there are more than so many; whoever is told so must turn one away. */
  boolean takeOneTooMany(int most) {
    return waiting.getAndUpdate(now -> now > most ? now - 1 : now) > most;
  }

  void oneLessWaits() {
    waiting.decrementAndGet();
  }

  int waiting() {
    return waiting.get();
  }

  synchronized void tookBack() {
    takenBack++;
  }

  synchronized void entered() {
    now++;
    total++;
    if (!holding) {
      holding = true;
      before = ends();
      begin();
    }
  }

  /** Without a node there is one beginning and one end; with one it might be many a second. */
  private void begin() {
    boolean open = route.get().open().isPresent();
    told = !open || !toldBefore || nanoTime.getAsLong() - toldNanos >= BETWEEN_NANOS;
    if (told) {
      toldBefore = true;
      toldNanos = nanoTime.getAsLong();
      log.atInfo().log(
          "Holding new connections: {}",
          open ? "the node does not take them, or changes" : "no healthy node");
    }
  }

  synchronized void wentOn() {
    now--;
    wentOn++;
    settle();
  }

  synchronized void ended(CloseReason why) {
    now--;
    switch (why) {
      case NO_HEALTHY_NODE, NODE_UNREACHABLE, FAILOVER -> timedOut++;
      case CLIENT_CLOSED -> left++;
      case HOLD_FULL -> turnedAway++;
      default -> cut++;
    }
    settle();
  }

  /** Tells that it has ended, if it has. */
  synchronized void settle() {
    Route to = route.get();
    if (!holding || now > 0 || to.open().isEmpty() && to.trafficEnabled()) {
      return;
    }
    holding = false;
    if (told) {
      Ends ends = ends().since(before);
      log.atInfo()
          .addKeyValue("wentOn", ends.wentOn())
          .addKeyValue("timedOut", ends.timedOut())
          .addKeyValue("clientsLeft", ends.left())
          .addKeyValue("turnedAway", ends.turnedAway())
          .addKeyValue("cut", ends.cut())
          .log(
              "Holding no connection any more: {} went on, {} gave up, {} turned away",
              ends.wentOn(),
              ends.timedOut() + ends.left(),
              ends.turnedAway() + ends.cut());
    }
  }

  private Ends ends() {
    return new Ends(wentOn, timedOut, left, turnedAway, cut);
  }
}
