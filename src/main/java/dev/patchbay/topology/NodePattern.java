package dev.patchbay.topology;

import java.util.List;
import java.util.Objects;

/**
 * Nodes that a DNS name stands for, and what the operator has said once for all of them.
 *
 * @param name how the name of each of these nodes begins
 * @param host the DNS name; one that begins with {@code _} is asked for its SRV records, another
 *     one for its addresses
 * @param port port of the MySQL servers, 1 to 65535; of an SRV name, whose records have a port of
 *     their own, the one that a node's name does not mention
 * @param statusPort port of the health agent beside each server, 1 to 65535
 * @param statusEndpoint path of the health agents' answer, always with its leading slash
 * @param graceSeconds for how long a healthy node stays that the name no longer has, 0 or more
 * @param priority of each of these nodes
 * @param labels of each of these nodes
 * @param place how many nodes with a host of their own come before these in the configuration
 */
public record NodePattern(
    String name,
    String host,
    int port,
    int statusPort,
    String statusEndpoint,
    int graceSeconds,
    int priority,
    List<String> labels,
    int place) {

  public NodePattern {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(statusEndpoint, "statusEndpoint");
    statusEndpoint = statusEndpoint.startsWith("/") ? statusEndpoint : "/" + statusEndpoint;
    labels = List.copyOf(labels);
  }

  /** Of nodes without labels; see the components. */
  public NodePattern(
      String name,
      String host,
      int port,
      int statusPort,
      String statusEndpoint,
      int graceSeconds,
      int priority,
      int place) {
    this(name, host, port, statusPort, statusEndpoint, graceSeconds, priority, List.of(), place);
  }

  /** The same with these labels. */
  public NodePattern withLabels(List<String> others) {
    return new NodePattern(
        name, host, port, statusPort, statusEndpoint, graceSeconds, priority, others, place);
  }

  /** Whether the name is one of SRV records. */
  public boolean isService() {
    return host.startsWith("_");
  }

  /**
   * The node at an address. Its name says where it is and nothing else, so that every proxy gives
   * it the same one, always.
   *
   * @param at an IP address, or the host name of an SRV record
   * @param itsPort 1 to 65535
   */
  public Node node(String at, int itsPort) {
    String where = itsPort == port ? at : withPort(at, itsPort);
    return new Node(name + "-" + where, at, itsPort, statusPort, statusEndpoint)
        .withPriority(priority)
        .withLabels(labels);
  }

  private static String withPort(String at, int port) {
    return (at.indexOf(':') >= 0 ? "[" + at + "]" : at) + ":" + port;
  }

  /** Whether the other one is the same but for its place. */
  public boolean isSameElsewhere(NodePattern other) {
    return at(0).equals(other.at(0));
  }

  private NodePattern at(int place) {
    return new NodePattern(
        name, host, port, statusPort, statusEndpoint, graceSeconds, priority, labels, place);
  }
}
