package dev.patchbay.discovery;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All nodes that were found by name, at one moment. Immutable.
 *
 * @param nodes by pattern, each pattern's in an order that every proxy has alike
 */
public record Discovered(Map<NodePattern, List<Node>> nodes) {
  /** Nothing was found, or nothing is looked for. */
  public static final Discovered NONE = new Discovered(Map.of());

  public Discovered {
    Map<NodePattern, List<Node>> copy = new LinkedHashMap<>();
    nodes.forEach((pattern, found) -> copy.put(pattern, List.copyOf(found)));
    nodes = Collections.unmodifiableMap(copy);
  }

  /** What was found by this pattern; none if it is not looked for. */
  public List<Node> by(NodePattern pattern) {
    return nodes.getOrDefault(pattern, List.of());
  }
}
