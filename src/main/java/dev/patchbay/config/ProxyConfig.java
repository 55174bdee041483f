package dev.patchbay.config;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.ActiveNodePolicy;
import java.util.List;

/**
 * The MySQL side of the proxy.
 *
 * @param port MySQL traffic to the active node, 1 to 65535
 * @param inactiveMysqlPort MySQL traffic to a node that is not active; 0 means no such listener
 * @param healthcheckTimeoutMillis a check with no complete answer in this time has failed
 * @param healthcheckIntervalMillis time between the starts of two checks of one node
 * @param connectTimeoutMillis time for a session to reach its node, a second try included
 * @param maxSessions over both listeners at the most; 0 for no limit of its own
 * @param shutdownDelaySeconds how long to go on serving after SIGTERM
 * @param stall when a side that takes no data is given up
 * @param backends the nodes, at least one, in configuration order
 */
public record ProxyConfig(
    int port,
    int inactiveMysqlPort,
    int healthcheckTimeoutMillis,
    int healthcheckIntervalMillis,
    int connectTimeoutMillis,
    int maxSessions,
    int shutdownDelaySeconds,
    StallConfig stall,
    ActiveNodePolicy activeNodePolicy,
    List<Backend> backends) {

  public ProxyConfig {
    backends = List.copyOf(backends);
  }
}
