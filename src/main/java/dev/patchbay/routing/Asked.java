package dev.patchbay.routing;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for just now.
 *
 * @param choice the active node that an operator wants
 * @param leaving the node that an operator disables
 * @param ends the drains that end, and how, by their listener
 */
record Asked(
    Optional<ActiveChoice> choice, Optional<Leaving> leaving, Map<ListenerId, NodeDrain.How> ends) {
  static final Asked NOTHING = new Asked(Optional.empty(), Optional.empty(), Map.of());

  /**
   * A node that is to take no traffic.
   *
   * @param drain how long its sessions may go on; zero cuts them
   */
  record Leaving(NodeId node, Duration drain) {
    /** The drain of a listener at which it had this place. */
    NodeDrain drain(Route.Place left, Instant now) {
      return new NodeDrain(left.node(), left.from(), now, now.plus(drain), Optional.empty());
    }
  }

  static Asked active(ActiveChoice choice) {
    return new Asked(Optional.of(choice), Optional.empty(), Map.of());
  }

  static Asked end(ListenerId listener, NodeDrain.How how) {
    return new Asked(Optional.empty(), Optional.empty(), Map.of(listener, how));
  }

  static Asked leaving(NodeId node, Duration drain) {
    return new Asked(Optional.empty(), Optional.of(new Leaving(node, drain)), Map.of());
  }

  /** The same, and this of the active node. */
  Asked and(ActiveChoice active) {
    return new Asked(Optional.of(active), leaving, ends);
  }
}
