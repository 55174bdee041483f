package dev.patchbay.session;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The sessions of one listener that wait for a node on one loop, in the order of their arrival.
 *
 * <p>When there is a node they go on a few at a time, so that thousands of them are no storm: the
 * next one begins when the node has greeted one, or given it no word for a while, or did not take
 * it. One that was refused tries again with the next route, or after half a second. Everything
 * happens on the loop.
 */
final class Holding {
  /** So many are on their way to the node at once. */
  static final int AT_ONCE = 32;

  /** A node that has not greeted one in this time is busy, or greets nobody. */
  static final long GREETING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  static final long TICK_MILLIS = 5;
  static final long RETRY_MILLIS = 500;

  private final SessionLoop home;
  private final int loops;
  private final HoldCount count;

  /** By the stamps of their begin, those that may go on as soon as there is a node. */
  private final TreeMap<Long, Held> ready = new TreeMap<>();

  /** Those whose node did not take them. */
  private final TreeMap<Long, Held> refused = new TreeMap<>();

  /** Those on their way, and since when bytes may flow; 0 as long as they may not. */
  private final Map<Session, Long> underWay = new IdentityHashMap<>();

  private boolean ticking;
  private boolean retrying;

  /**
   * @param loops how many there are
   */
  Holding(SessionLoop home, int loops, HoldCount count) {
    this.home = home;
    this.loops = loops;
    this.count = count;
    count.join(this);
  }

  /** For how long a session may be held; 0 if none is. */
  int millis() {
    return home.hold().millis();
  }

  /** Whether some go first: who comes now waits for its turn. */
  boolean isAhead() {
    return !ready.isEmpty();
  }

  /** Somebody goes if there are too many on all loops together: see {@link #trim}. */
  void add(Held held) {
    if (!held.wasHeld()) {
      count.entered();
    }
    (held.wasRefused() ? refused : ready).put(held.begun(), held);
    count.oneMoreWaits();
    trim();
    if (count.waiting() > home.hold().maxSessions()) {
      count.trimOthers(this);
    }
    if (!refused.isEmpty() && !retrying) {
      retrying = true;
      home.loop().schedule(RETRY_MILLIS, this::retry);
    }
    if (!ready.isEmpty()) {
      tickLater();
    }
  }

  /** A session is taken from a node that has said no word to it. */
  void tookBack() {
    count.tookBack();
  }

  /**
   * As long as there are too many on all loops together, the oldest of a loop go that has more than
   * its part. Of those that have, one is always there.
   */
  private void trim() {
    int most = home.hold().maxSessions();
    while (ready.size() + refused.size() > most / loops && count.takeOneTooMany(most)) {
      takeOldest().sever(CloseReason.HOLD_FULL).close();
    }
  }

  /** As {@link #trim}; from any thread. */
  void trimLater() {
    home.loop().execute(this::trim);
  }

  private Held takeOldest() {
    boolean isRefused =
        ready.isEmpty() || !refused.isEmpty() && refused.firstKey() < ready.firstKey();
    return (isRefused ? refused : ready).pollFirstEntry().getValue();
  }

  void remove(Held held, CloseReason why) {
    if (ready.remove(held.begun(), held) || refused.remove(held.begun(), held)) {
      count.oneLessWaits();
    }
    count.ended(why);
  }

  private void retry() {
    retrying = false;
    readmit();
  }

  /** There is another route: those that were refused may try it. */
  void routeChanged() {
    readmit();
    count.settle();
  }

  private void readmit() {
    ready.putAll(refused);
    refused.clear();
    release();
  }

  private void release() {
    while (underWay.size() < AT_ONCE && !ready.isEmpty() && home.route().open().isPresent()) {
      Held first = ready.firstEntry().getValue();
      Optional<Dialing> dialing = first.dial();
      if (dialing.isEmpty()) {
        break;
      }
      ready.remove(first.begun());
      count.oneLessWaits();
      underWay.put(dialing.get(), 0L);
    }
    if (!underWay.isEmpty() || !ready.isEmpty() && home.route().open().isPresent()) {
      tickLater();
    }
  }

  private void tickLater() {
    if (!ticking) {
      ticking = true;
      home.loop().schedule(TICK_MILLIS, this::tick);
    }
  }

  private void tick() {
    ticking = false;
    long now = System.nanoTime();
    underWay
        .entrySet()
        .removeIf(
            one ->
                one.getValue() != 0
                    && (one.getKey().toClient() > 0 || now - one.getValue() >= GREETING_NANOS));
    release();
  }

  /** A session goes on in another state. */
  void replaced(Session before, Session after) {
    Long since = underWay.isEmpty() ? null : underWay.remove(before);
    if (since == null) {
      return;
    }
    if (after instanceof Held held) {
      // One that bytes could flow for is counted as gone on already.
      if (since == 0) {
        held.isHeldAgain();
      }
    } else if (after.state() == SessionState.RELAYING) {
      underWay.put(after, System.nanoTime());
      count.wentOn();
    } else {
      underWay.put(after, 0L);
    }
  }

  /** A session has ended. */
  void left(Session session) {
    if (!underWay.isEmpty()) {
      Long since = underWay.remove(session);
      if (since != null && since == 0) {
        count.ended(CloseReason.NODE_UNREACHABLE);
      }
    }
  }
}
