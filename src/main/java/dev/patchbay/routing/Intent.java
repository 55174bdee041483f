package dev.patchbay.routing;

import dev.patchbay.topology.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the operator wants. {@link RoutingRules} is where it has its effect. Immutable.
 *
 * @param traffic whether there is to be any
 * @param disabled nodes that are to take none; also such as are no nodes now, but may be again
 * @param switchover the last one, be it long ago
 */
public record Intent(
    TrafficSwitch traffic, Map<NodeId, Disabled> disabled, Optional<Switchover> switchover) {

  /** Nobody has asked for anything. */
  public static final Intent INITIAL =
      new Intent(TrafficSwitch.INITIAL, Map.of(), Optional.empty());

  /** So many nodes may be disabled at once. */
  public static final int MOST_DISABLED = 1000;

  public Intent {
    Objects.requireNonNull(traffic, "traffic");
    disabled = Map.copyOf(disabled);
    Objects.requireNonNull(switchover, "switchover");
  }

  /** What an operator wanted before a restart. */
  public static Intent disabling(Map<NodeId, Disabled> disabled) {
    return new Intent(TrafficSwitch.INITIAL, disabled, Optional.empty());
  }

  /** Whether this node may take traffic. */
  public boolean isEnabled(NodeId node) {
    return !disabled.containsKey(node);
  }

  Intent with(TrafficSwitch next) {
    return new Intent(next, disabled, switchover);
  }

  Intent with(Switchover next) {
    return new Intent(traffic, disabled, Optional.of(next));
  }

  Intent disable(NodeId node, Disabled how) {
    Map<NodeId, Disabled> next = new HashMap<>(disabled);
    next.put(node, how);
    return new Intent(traffic, next, switchover);
  }

  Intent enable(NodeId node) {
    Map<NodeId, Disabled> next = new HashMap<>(disabled);
    next.remove(node);
    return new Intent(traffic, next, switchover);
  }
}
