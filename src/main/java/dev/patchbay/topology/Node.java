package dev.patchbay.topology;

import dev.patchbay.text.HostPort;
import java.util.List;
import java.util.Objects;

/**
 * One database node of the cluster, as the operator configured it.
 *
 * @param id who it is, also after a reload
 * @param host IP address or DNS name; a name is resolved anew at each connect
 * @param port port of the MySQL server, 1 to 65535
 * @param statusPort port of the health agent beside the server, 1 to 65535
 * @param statusEndpoint path of the health agent's answer, always with its leading slash
 * @param priority a node of a lower one is chosen before others, whatever their index; 0 or more
 * @param labels what it is for, in the operator's words; a listener may ask for one of them ({@link
 *     ListenerSpec#admits})
 */
public record Node(
    NodeId id,
    String host,
    int port,
    int statusPort,
    String statusEndpoint,
    int priority,
    List<String> labels) {

  public Node {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(statusEndpoint, "statusEndpoint");
    statusEndpoint = statusEndpoint.startsWith("/") ? statusEndpoint : "/" + statusEndpoint;
    labels = List.copyOf(labels);
  }

  /** A node of priority 0 without labels; see the components. */
  public Node(NodeId id, String host, int port, int statusPort, String statusEndpoint) {
    this(id, host, port, statusPort, statusEndpoint, 0, List.of());
  }

  /** A node of this name, of priority 0 and without labels; see the components. */
  public Node(String name, String host, int port, int statusPort, String statusEndpoint) {
    this(new NodeId(name), host, port, statusPort, statusEndpoint);
  }

  /** The same with this priority. */
  public Node withPriority(int other) {
    return new Node(id, host, port, statusPort, statusEndpoint, other, labels);
  }

  /** The same with these labels. */
  public Node withLabels(List<String> others) {
    return new Node(id, host, port, statusPort, statusEndpoint, priority, others);
  }

  /** What people see in logs, metrics and the dashboard. */
  public String name() {
    return id.name();
  }

  /** The MySQL address as people write it: {@code host:port}, an IPv6 host in brackets. */
  public String address() {
    return HostPort.of(host, port);
  }

  /**
   * Whether sessions to that node may go on under this one: the same node at the same MySQL
   * address.
   */
  public boolean isSameServer(Node other) {
    return id.equals(other.id) && host.equals(other.host) && port == other.port;
  }

  @Override
  public String toString() {
    return name();
  }

  /**
   * Whether another proxy means this node: by its name, or by its server's address if it has it by
   * another name.
   */
  public boolean isKnownAs(NodeId name, String serverAddress) {
    return id.equals(name) || address().equals(serverAddress);
  }
}
