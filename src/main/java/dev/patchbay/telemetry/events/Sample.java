package dev.patchbay.telemetry.events;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One step of the history.
 *
 * @param at the step's end
 * @param nodes in configuration order
 */
public record Sample(Instant at, List<Node> nodes) {

  /**
   * One node in one step; empty where nothing is known.
   *
   * @param sessions at the step's end, of both listeners
   * @param checkMillis the slowest check that ended within the step
   */
  public record Node(String name, OptionalInt sessions, OptionalDouble checkMillis) {
    public Node {
      name = Clip.of(name);
    }
  }

  /** What is known of this node in this step; nothing if it was no node then. */
  public Node of(String name) {
    return nodes.stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Node(name, OptionalInt.empty(), OptionalDouble.empty()));
  }

  public Sample {
    nodes = List.copyOf(nodes);
  }
}
