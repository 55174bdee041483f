package dev.patchbay.session;

import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of one loop whose node is drained, and which are to end where that harms nobody:
 * between two transactions.
 *
 * <p>A connection that rests in a pool is ended as soon as it has been quiet for a while; one that
 * is asked whether it lives, by whoever is about to take it from the pool, says no. So a client
 * that asks meets no error at all. Only in the second half of the time is a session ended at its
 * next boundary, however busy it is: what its client sends then is not carried out, and it hears
 * so. What is left at the deadline is cut like any other session. They go a few at a time, so that
 * a pool's new logins are no storm.
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
  private final List<Followed> leaving = new ArrayList<>();
  private boolean looking;
  private int next;
  private long hurryNanos;
  private boolean hurry;

  Departures(SessionLoop home) {
    this.home = home;
  }

  /** There is another route: others are to leave, or those no longer. */
  void routeChanged(Route route) {
    leaving.forEach(session -> session.leaving(false));
    leaving.clear();
    next = 0;
    hurry = false;
    Optional<NodeDrain> drain = route.draining();
    if (drain.isEmpty() || home.spec().mysql().isEmpty()) {
      return;
    }
    hurryNanos =
        System.nanoTime()
            + Duration.between(drain.get().since(), drain.get().until()).toNanos() / 2;
    for (Session session : home.all()) {
      if (session instanceof Followed followed) {
        enter(followed, route);
      }
    }
  }

  /** A session has just got its node: it may be one that is drained. */
  void entered(Followed session) {
    enter(session, home.route());
  }

  private void enter(Followed session, Route route) {
    if (route.leaves(session.route())) {
      session.leaving(true);
      if (hurry) {
        session.atEachBoundary(() -> leaves(session));
      }
      leaving.add(session);
      lookLater();
    }
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      home.loop().schedule(LOOK_MILLIS, this::look);
    }
  }

  private void look() {
    looking = false;
    if (!hurry && System.nanoTime() - hurryNanos >= 0) {
      hurry = true;
      leaving.forEach(session -> session.atEachBoundary(() -> leaves(session)));
    }
    int ended = 0;
    for (int i = Math.min(LOOKED_AT, leaving.size()); i > 0 && ended < AT_ONCE; i--) {
      next = next % leaving.size();
      Followed session = leaving.get(next);
      if (!home.holds(session) || !session.isFollowed()) {
        remove();
      } else if (isDue(session) && session.leaves()) {
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

  private boolean isDue(Followed session) {
    int quiet = session.quietLooks();
    return hurry || quiet >= (session.wasProbed() ? QUIET_LOOKS_AFTER_PROBE : QUIET_LOOKS);
  }

  private void remove() {
    leaving.set(next, leaving.get(leaving.size() - 1));
    leaving.remove(leaving.size() - 1);
  }

  /** One that has come to a boundary. It stays in the list until the next look. */
  private static void leaves(Followed session) {
    session.leaves();
  }
}
