package dev.patchbay.telemetry.events;

import dev.patchbay.routing.Role;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Since when each listener has had its node, and why. A route does not say: it also begins when the
 * traffic is switched. Written on the router's loop, read from any thread.
 */
public final class Choices {
  private final AtomicReferenceArray<Route> firstOfNode =
      new AtomicReferenceArray<>(Role.values().length);

  /** Follows the router from now on. Before its first change. */
  public Choices(Router router) {
    for (Role role : Role.values()) {
      firstOfNode.set(role.ordinal(), router.state().route(role));
    }
    router.subscribe(this::onState);
  }

  private void onState(RoutingState state) {
    for (Role role : Role.values()) {
      firstOfNode.set(role.ordinal(), firstOf(role, state));
    }
  }

  /** The route with which this listener's node of this state came. */
  public Route firstOf(Role role, RoutingState state) {
    Route first = firstOfNode.get(role.ordinal());
    Route now = state.route(role);
    return first.node().equals(now.node()) ? first : now;
  }
}
