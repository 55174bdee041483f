package dev.patchbay.acceptance;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.TestPorts;
import java.io.IOException;
import java.util.List;

/** A configuration file of a proxy in front of a {@link GaleraCluster}, on ports that are free. */
record ProxyConfigText(int mysqlPort, int apiPort, String yaml) {

  static final String USERNAME = "acceptance";
  static final String PASSWORD = "acceptance-password";
  static final int HEALTH_TIMEOUT_MILLIS = 1500;
  static final int HEALTH_INTERVAL_MILLIS = 500;

  static ProxyConfigText of(GaleraCluster cluster, ActiveNodePolicy policy) throws IOException {
    StringBuilder backends = new StringBuilder("  Backends:\n");
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      backends.append("    - Name: node").append(node).append('\n');
      backends.append("      Host: ").append(cluster.address(node)).append('\n');
      backends.append("      Port: ").append(cluster.port(node)).append('\n');
      backends.append("      StatusPort: ").append(cluster.agentPort(node)).append('\n');
      backends.append("      StatusEndpoint: api/v1/status\n");
    }
    return of(policy, backends.toString());
  }

  /** One that finds its nodes, whose names begin with {@code name}, by a DNS name. */
  static ProxyConfigText discovering(
      String host, int port, int statusPort, String name, String dnsServer) throws IOException {
    return of(
        ActiveNodePolicy.STICKY,
        """
          DnsServers: ["%s"]
          Backends:
            - Name: %s
              Host: %s
              Discover: true
              Port: %d
              StatusPort: %d
              StatusEndpoint: api/v1/status
        """
            .formatted(dnsServer, name, host, port, statusPort));
  }

  private static ProxyConfigText of(ActiveNodePolicy policy, String backends) throws IOException {
    List<Integer> ports = TestPorts.find(4);
    StringBuilder yaml = new StringBuilder();
    yaml.append("BindAddress: 127.0.0.1\n");
    yaml.append("HealthPort: ").append(ports.get(3)).append('\n');
    yaml.append("API:\n");
    yaml.append("  Port: ").append(ports.get(1)).append('\n');
    yaml.append("  AggregatorPort: ").append(ports.get(2)).append('\n');
    yaml.append("  Username: ").append(USERNAME).append('\n');
    yaml.append("  Password: ").append(PASSWORD).append('\n');
    yaml.append("Proxy:\n");
    yaml.append("  Port: ").append(ports.get(0)).append('\n');
    yaml.append("  HealthcheckTimeoutMillis: ").append(HEALTH_TIMEOUT_MILLIS).append('\n');
    yaml.append("  HealthcheckIntervalMillis: ").append(HEALTH_INTERVAL_MILLIS).append('\n');
    yaml.append("  ActiveNodePolicy: ").append(policy.key()).append('\n');
    yaml.append(backends);
    return new ProxyConfigText(ports.get(0), ports.get(1), yaml.toString());
  }

  /** The same on the same ports, with another text. */
  ProxyConfigText with(String otherYaml) {
    return new ProxyConfigText(mysqlPort, apiPort, otherYaml);
  }

  String apiUri() {
    return (yaml.contains("\n  TLS:") ? "https" : "http") + "://127.0.0.1:" + apiPort;
  }
}
