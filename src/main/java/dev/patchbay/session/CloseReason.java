package dev.patchbay.session;

/** Why a session ended. One word for each, the same in the log, the metrics and the dashboard. */
public enum CloseReason {
  CLIENT_CLOSED("client closed"),
  NODE_CLOSED("node closed"),
  /** The client took nothing of what its node had sent, for {@code Proxy.ClientStallSeconds}. */
  CLIENT_STALLED("client stalled"),
  /** The node took nothing of what its client had sent, for {@code Proxy.NodeStallSeconds}. */
  NODE_STALLED("node stalled"),
  /** The route moved to another node, or the node became unhealthy and there is no other. */
  FAILOVER("failover"),
  TRAFFIC_DISABLED("traffic disabled"),
  SHUTDOWN("shutdown"),
  /** The session came when there was nowhere to send it. */
  NO_HEALTHY_NODE("no healthy node"),
  /** The node is thought healthy, but did not take the connection, twice. */
  NODE_UNREACHABLE("node unreachable"),
  /** Something in the proxy itself: no file descriptor, no memory, a fault of ours. */
  ERROR("error");

  private final String word;

  CloseReason(String word) {
    this.word = word;
  }

  /** The reason as people read it. */
  public String word() {
    return word;
  }
}
