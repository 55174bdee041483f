package dev.patchbay.topology;

import java.util.Objects;

/**
 * Who a node is, whatever its address and its place in the configuration.
 *
 * @param name unique among the nodes; what people see in logs, metrics and the dashboard
 */
public record NodeId(String name) implements Comparable<NodeId> {

  public NodeId {
    Objects.requireNonNull(name, "name");
  }

  @Override
  public int compareTo(NodeId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
