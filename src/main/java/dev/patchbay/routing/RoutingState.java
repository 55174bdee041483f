package dev.patchbay.routing;

import dev.patchbay.health.Health;
import java.util.Objects;

/**
 * All that decides where traffic goes, at one moment: what is known of the nodes, what the operator
 * wishes, and the routes that follow from both. Immutable.
 */
public record RoutingState(Health view, TrafficSwitch traffic, Route active, Route inactive) {

  public RoutingState {
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(traffic, "traffic");
    Objects.requireNonNull(active, "active");
    Objects.requireNonNull(inactive, "inactive");
  }

  /** The route of one listener. */
  public Route route(Role role) {
    return role == Role.ACTIVE ? active : inactive;
  }
}
