package dev.patchbay.routing;

import java.util.Objects;

/**
 * What the operator wants. What is added to it (a disabled node, a wanted one) is added here, and
 * {@link RoutingRules} is where it has its effect.
 */
public record Intent(TrafficSwitch traffic) {

  /** Nobody has asked for anything. */
  public static final Intent INITIAL = new Intent(TrafficSwitch.INITIAL);

  public Intent {
    Objects.requireNonNull(traffic, "traffic");
  }
}
