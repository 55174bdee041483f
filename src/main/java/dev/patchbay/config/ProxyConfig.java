package dev.patchbay.config;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import java.util.List;

/**
 * The MySQL side of the proxy.
 *
 * @param port MySQL traffic to the active node, 1 to 65535
 * @param inactiveMysqlPort MySQL traffic to a node that is not active; 0 means no such listener
 * @param healthcheck how nodes are checked
 * @param connectTimeoutMillis time for a session to reach its node, a second try included
 * @param maxSessions over both listeners at the most; 0 for no limit of its own
 * @param shutdownDelaySeconds how long to go on serving after SIGTERM
 * @param stall when a side that takes no data is given up
 * @param backends the nodes with a host of their own, in configuration order
 * @param discover the names that nodes are found by, in configuration order; there is a node or a
 *     name
 * @param dnsServers where names are looked up, each an IPv4 address, perhaps with a port; none for
 *     the system's servers
 * @param ioUring whether sessions are served through io_uring where the system has it
 * @param agree whether sticky proxies agree on the active node with those of API.ProxyURIs
 * @param hold for how long new sessions wait for a node, at each listener, and how many of them
 * @param access who may come in, and how it is known who that is
 */
public record ProxyConfig(
    int port,
    int inactiveMysqlPort,
    Healthcheck healthcheck,
    int connectTimeoutMillis,
    int maxSessions,
    int shutdownDelaySeconds,
    Stall stall,
    ActiveNodePolicy activeNodePolicy,
    List<Node> backends,
    List<NodePattern> discover,
    List<String> dnsServers,
    boolean ioUring,
    boolean agree,
    Hold hold,
    Access access) {

  /**
   * How long one side of a session may take nothing of what waits for it before the session ends; 0
   * means for ever.
   *
   * @param clientSeconds for what a node has sent
   * @param nodeSeconds for what a client has sent
   */
  public record Stall(int clientSeconds, int nodeSeconds) {
    /** Both a quarter of an hour. */
    public static final Stall DEFAULT = new Stall(15 * 60, 15 * 60);
  }

  /**
   * How nodes are checked.
   *
   * @param timeoutMillis a check with no complete answer in this time has failed
   * @param intervalMillis time between the starts of two checks of one node
   * @param streams whether agents are followed that say by themselves what becomes of their nodes
   */
  public record Healthcheck(int timeoutMillis, int intervalMillis, boolean streams) {}

  public ProxyConfig {
    backends = List.copyOf(backends);
    discover = List.copyOf(discover);
    dnsServers = List.copyOf(dnsServers);
  }

  /** All nodes have a host of their own, and the system's DNS servers are asked for it. */
  public ProxyConfig(
      int port,
      int inactiveMysqlPort,
      int healthcheckTimeoutMillis,
      int healthcheckIntervalMillis,
      int connectTimeoutMillis,
      int maxSessions,
      int shutdownDelaySeconds,
      Stall stall,
      ActiveNodePolicy activeNodePolicy,
      List<Node> backends) {
    this(
        port,
        inactiveMysqlPort,
        new Healthcheck(healthcheckTimeoutMillis, healthcheckIntervalMillis, true),
        connectTimeoutMillis,
        maxSessions,
        shutdownDelaySeconds,
        stall,
        activeNodePolicy,
        backends,
        List.of(),
        List.of(),
        false,
        true,
        Hold.NONE,
        Access.OPEN);
  }

  /** A check with no complete answer in this time has failed. */
  public int healthcheckTimeoutMillis() {
    return healthcheck.timeoutMillis();
  }

  /** Time between the starts of two checks of one node. */
  public int healthcheckIntervalMillis() {
    return healthcheck.intervalMillis();
  }

  /** The same with these nodes and names. */
  public ProxyConfig with(List<Node> nodes, List<NodePattern> names) {
    return new ProxyConfig(
        port,
        inactiveMysqlPort,
        healthcheck,
        connectTimeoutMillis,
        maxSessions,
        shutdownDelaySeconds,
        stall,
        activeNodePolicy,
        nodes,
        names,
        dnsServers,
        ioUring,
        agree,
        hold,
        access);
  }

  /** The same with these DNS servers. */
  public ProxyConfig withDnsServers(List<String> servers) {
    return new ProxyConfig(
        port,
        inactiveMysqlPort,
        healthcheck,
        connectTimeoutMillis,
        maxSessions,
        shutdownDelaySeconds,
        stall,
        activeNodePolicy,
        backends,
        discover,
        servers,
        ioUring,
        agree,
        hold,
        access);
  }

  /** The same with others who may come in. */
  public ProxyConfig with(Access other) {
    return new ProxyConfig(
        port,
        inactiveMysqlPort,
        healthcheck,
        connectTimeoutMillis,
        maxSessions,
        shutdownDelaySeconds,
        stall,
        activeNodePolicy,
        backends,
        discover,
        dnsServers,
        ioUring,
        agree,
        hold,
        other);
  }

  /** The same with other sessions that wait. */
  public ProxyConfig with(Hold other) {
    return new ProxyConfig(
        port,
        inactiveMysqlPort,
        healthcheck,
        connectTimeoutMillis,
        maxSessions,
        shutdownDelaySeconds,
        stall,
        activeNodePolicy,
        backends,
        discover,
        dnsServers,
        ioUring,
        agree,
        other,
        access);
  }
}
