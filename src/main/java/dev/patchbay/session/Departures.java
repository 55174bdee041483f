package dev.patchbay.session;

import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Route;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of one loop whose nodes are drained, and which are to end where that harms nobody:
 * between two transactions.
 *
 * <p>A connection that rests in a pool is ended as soon as it has been quiet for a while; one that
 * is asked whether it lives, by whoever is about to take it from the pool, says no. So a client
 * that asks meets no error at all. Only in the second half of its node's time is a session ended at
 * its next boundary, however busy it is: what its client sends then is not carried out, and it
 * hears so. What is left at the deadline is cut like any other session. They go a few at a time, so
 * that a pool's new logins are no storm.
 *
 * <p>Everything happens on the loop.
 */
final class Departures {
  static final long LOOK_MILLIS = 20;

  /**
   * So many looks in a row without a byte, 600 ms: it rests. HikariCP hands out untested what has
   * rested for no more than 500.
   */
  private static final int QUIET_LOOKS = 30;

  /** The same of one that was just asked whether it lives: somebody may be about to use it. */
  private static final int QUIET_LOOKS_AFTER_PROBE = 100;

  /** So many are ended at one look. */
  private static final int AT_ONCE = 100;

  /** So many are looked at in one go. */
  private static final int LOOKED_AT = 2_000;

  private final SessionLoop home;
  private final List<Leaving> leaving = new ArrayList<>();
  private List<Pace> paces = List.of();
  private boolean looking;
  private int next;

  /** A session, and how the drain of its node goes. */
  private record Leaving(Followed session, Pace pace) {}

  /** How one drain goes. */
  private static final class Pace {
    private final NodeDrain drain;

    /** When this loop first heard of it. */
    private final long heardNanos;

    /** Whether its second half has begun. */
    private boolean hurry;

    Pace(NodeDrain drain, long heardNanos, long nowNanos) {
      this.drain = drain;
      this.heardNanos = heardNanos;
      this.hurry = isHalfOver(nowNanos);
    }

    boolean isHalfOver(long nowNanos) {
      long half = Duration.between(drain.since(), drain.until()).toNanos() / 2;
      return nowNanos - heardNanos >= half;
    }
  }

  Departures(SessionLoop home) {
    this.home = home;
  }

  /** There is another route: others are to leave, or those no longer. */
  void routeChanged(Route route) {
    leaving.stream()
        .map(Leaving::session)
        .filter(session -> !route.leaves(session.route()))
        .forEach(session -> session.leaving(false));
    leaving.clear();
    next = 0;
    // A drain that goes on keeps its pace, whatever else the route has changed for.
    paces = route.drainsGoingOn().stream().map(this::pace).toList();
    if (paces.isEmpty() || home.spec().mysql().isEmpty()) {
      return;
    }
    for (Session session : home.all()) {
      if (session instanceof Followed followed) {
        enter(followed, route);
      }
    }
  }

  private Pace pace(NodeDrain drain) {
    long now = System.nanoTime();
    long heard =
        paces.stream()
            .filter(known -> known.drain.isSame(drain))
            .map(known -> known.heardNanos)
            .findFirst()
            .orElse(now);
    return new Pace(drain, heard, now);
  }

  /** A session has just got its node: it may be one that is drained. */
  void entered(Followed session) {
    enter(session, home.route());
  }

  private void enter(Followed session, Route route) {
    if (route.leaves(session.route())) {
      // None if this loop has not been told of that drain yet: it will be, and looks then.
      paceOf(session).ifPresent(pace -> enter(new Leaving(session, pace)));
    }
  }

  private void enter(Leaving one) {
    one.session().leaving(true);
    leaving.add(one);
    if (one.pace().hurry) {
      atEachBoundary(one.session());
    }
    lookLater();
  }

  private Optional<Pace> paceOf(Followed session) {
    Optional<Node> node = session.target();
    return paces.stream()
        .filter(pace -> node.filter(pace.drain.node()::isSameServer).isPresent())
        .findFirst();
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      home.loop().schedule(LOOK_MILLIS, this::look);
    }
  }

  private void look() {
    looking = false;
    paces.forEach(this::hurry);
    int ended = 0;
    for (int i = Math.min(LOOKED_AT, leaving.size()); i > 0 && ended < AT_ONCE; i--) {
      next = next % leaving.size();
      Leaving one = leaving.get(next);
      Followed session = one.session();
      if (!home.holds(session) || !session.isFollowed()) {
        remove();
      } else if (isDue(one) && session.leaves()) {
        remove();
        ended++;
      } else {
        next++;
      }
    }
    if (!leaving.isEmpty()) {
      lookLater();
    }
  }

  private void hurry(Pace pace) {
    if (!pace.hurry && pace.isHalfOver(System.nanoTime())) {
      pace.hurry = true;
      leaving.stream().filter(l -> l.pace() == pace).forEach(l -> atEachBoundary(l.session()));
    }
  }

  private static boolean isDue(Leaving one) {
    int quiet = one.session().quietLooks();
    return one.pace().hurry
        || quiet >= (one.session().wasProbed() ? QUIET_LOOKS_AFTER_PROBE : QUIET_LOOKS);
  }

  private void remove() {
    leaving.set(next, leaving.get(leaving.size() - 1));
    leaving.remove(leaving.size() - 1);
  }

  /** From now on it goes at once where it has come to one; in the list until the next look. */
  private static void atEachBoundary(Followed session) {
    session.atEachBoundary(session::leaves);
  }
}
