package dev.patchbay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration of the proxy, valid and sealed: whoever holds one need not check it
 * again. Made by {@link ConfigLoader}; the keys and their defaults are in config.yml.example.
 *
 * @param bindAddress address of every listener but metrics; empty text means all interfaces
 * @param healthPort port for load balancers' checks; equal to the API's port means no listener
 * @param staticDir another dashboard's directory; empty means the dashboard that is built in
 * @param logLevel the least level that is logged; empty if it is not said, which means info
 * @param stateFile where it is kept over a restart which nodes are disabled, and beside it the
 *     history; empty means nowhere
 * @param listeners more ports for MySQL clients
 */
public record PatchbayConfig(
    String bindAddress,
    ProxyConfig proxy,
    ApiConfig api,
    Optional<AgentTls> galeraAgentTls,
    int healthPort,
    Optional<Path> staticDir,
    StatusLog statusLog,
    Metrics metrics,
    Optional<LogLevel> logLevel,
    Optional<Path> stateFile,
    List<MysqlPort> listeners) {

  /**
   * How the health agents' certificates are verified.
   *
   * @param serverName the name that the certificate must be for
   * @param ca PEM text of the authorities that may have signed it
   */
  public record AgentTls(String serverName, String ca) {}

  /** Whether, and how often, the state of the cluster is written to the log. */
  public record StatusLog(boolean enabled, Duration interval) {}

  /** Whether Prometheus metrics are served, and on which port of localhost. */
  public record Metrics(boolean enabled, int port) {}

  public PatchbayConfig {
    listeners = List.copyOf(listeners);
  }

  /** One that says nothing of the log's level, and has no state file and no more listeners. */
  public PatchbayConfig(
      String bindAddress,
      ProxyConfig proxy,
      ApiConfig api,
      Optional<AgentTls> galeraAgentTls,
      int healthPort,
      Optional<Path> staticDir,
      StatusLog statusLog,
      Metrics metrics) {
    this(
        bindAddress,
        proxy,
        api,
        galeraAgentTls,
        healthPort,
        staticDir,
        statusLog,
        metrics,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** The same with another level of the log. */
  public PatchbayConfig logging(LogLevel level) {
    return new PatchbayConfig(
        bindAddress,
        proxy,
        api,
        galeraAgentTls,
        healthPort,
        staticDir,
        statusLog,
        metrics,
        Optional.of(level),
        stateFile,
        listeners);
  }

  /** The same with this state file. */
  public PatchbayConfig keeping(Path file) {
    return new PatchbayConfig(
        bindAddress,
        proxy,
        api,
        galeraAgentTls,
        healthPort,
        staticDir,
        statusLog,
        metrics,
        logLevel,
        Optional.of(file),
        listeners);
  }

  /** The same with these ports more. */
  public PatchbayConfig listening(List<MysqlPort> others) {
    return new PatchbayConfig(
        bindAddress,
        proxy,
        api,
        galeraAgentTls,
        healthPort,
        staticDir,
        statusLog,
        metrics,
        logLevel,
        stateFile,
        others);
  }

  /** The address to listen at: the configured one, or all interfaces of both IP versions. */
  public String listenHost() {
    if (!bindAddress.isEmpty()) {
      return bindAddress;
    }
    return AllInterfaces.address();
  }
}
