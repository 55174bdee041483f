package dev.patchbay.topology;

import java.util.Objects;

/**
 * One database node of the cluster, as the operator configured it.
 *
 * @param name unique among the backends; what people see in logs, metrics and the dashboard
 * @param host IP address or DNS name; a name is resolved anew at each connect
 * @param port port of the MySQL server, 1 to 65535
 * @param statusPort port of the health agent beside the server, 1 to 65535
 * @param statusEndpoint path of the health agent's answer, always with its leading slash
 * @param position place in the configuration, from 0; it breaks ties between equal indexes
 */
public record Node(
    String name, String host, int port, int statusPort, String statusEndpoint, int position) {

  public Node {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(statusEndpoint, "statusEndpoint");
    statusEndpoint = statusEndpoint.startsWith("/") ? statusEndpoint : "/" + statusEndpoint;
  }

  /** The MySQL address as people write it: {@code host:port}, an IPv6 host in brackets. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return name;
  }
}
