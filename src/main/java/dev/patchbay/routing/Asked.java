package dev.patchbay.routing;

import dev.patchbay.topology.ListenerId;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for just now.
 *
 * @param choice the active node that an operator wants
 * @param ends the drains that end, and how, by their listener
 */
record Asked(Optional<ActiveChoice> choice, Map<ListenerId, NodeDrain.How> ends) {
  static final Asked NOTHING = new Asked(Optional.empty(), Map.of());

  static Asked active(ActiveChoice choice) {
    return new Asked(Optional.of(choice), Map.of());
  }

  static Asked end(ListenerId listener, NodeDrain.How how) {
    return new Asked(Optional.empty(), Map.of(listener, how));
  }
}
