package dev.patchbay.app;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;

/**
 * Ends a drain when the last session of the node that is left has ended by itself. Looks only while
 * one goes on, on the router's loop.
 */
final class DrainWatch implements Follower {
  private static final long LOOK_MILLIS = 100;

  private final Router router;
  private final SessionCounts counts;
  private final Router.Timer timer;
  private boolean looking;
  private volatile boolean stopped;

  DrainWatch(Router router, SessionCounts counts, Router.Timer timer) {
    this.router = router;
    this.counts = counts;
    this.timer = timer;
  }

  @Override
  public void next(Transition transition) {
    if (!looking && isDraining(transition.after())) {
      lookLater();
    }
  }

  private void lookLater() {
    looking = true;
    timer.after(LOOK_MILLIS, this::look);
  }

  private void look() {
    looking = false;
    if (stopped) {
      return;
    }
    RoutingState state = router.state();
    for (ListenerId listener : state.topology().listenerIds()) {
      Route route = state.route(listener);
      for (NodeDrain drain : route.drainsGoingOn()) {
        NodeId node = drain.node().id();
        if (counts.of(listener, node) == 0) {
          // Of two that are empty the second one's turn comes at the next look, by another route.
          router.drained(listener, node, route.generation());
        }
      }
    }
    if (isDraining(router.state())) {
      lookLater();
    }
  }

  /** Looks no more: the sessions end with the proxy. From any thread. */
  void stop() {
    stopped = true;
  }

  private static boolean isDraining(RoutingState state) {
    return state.routes().values().stream().anyMatch(r -> r.draining().isPresent());
  }
}
