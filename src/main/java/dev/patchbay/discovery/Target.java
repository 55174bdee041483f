package dev.patchbay.discovery;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import java.util.Comparator;
import java.util.Objects;

/**
 * Where a record leads.
 *
 * @param host an IP address or a host name
 * @param port of the MySQL server there, 1 to 65535
 */
record Target(String host, int port) implements Comparable<Target> {
  private static final Comparator<Target> ORDER =
      Comparator.comparing(Target::host).thenComparing(Target::port);

  Target {
    Objects.requireNonNull(host, "host");
  }

  Node node(NodePattern pattern) {
    return pattern.node(host, port);
  }

  NodeId id(NodePattern pattern) {
    return node(pattern).id();
  }

  /** An order that every proxy has alike, whatever order the answers have. */
  @Override
  public int compareTo(Target other) {
    return ORDER.compare(this, other);
  }
}
