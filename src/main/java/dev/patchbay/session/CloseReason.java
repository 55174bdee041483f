package dev.patchbay.session;

import java.util.Locale;

/** Why a session ended: a code for metrics, and the same in words for the log. */
public enum CloseReason {
  CLIENT_CLOSED,
  NODE_CLOSED,
  /** The client took nothing of what its node had sent, for {@code Proxy.ClientStallSeconds}. */
  CLIENT_STALLED,
  /** The node took nothing of what its client had sent, for {@code Proxy.NodeStallSeconds}. */
  NODE_STALLED,
  /** The route moved to another node, or the node became unhealthy and there is no other. */
  FAILOVER,
  TRAFFIC_DISABLED,
  /** An operator has cut this one session. */
  CUT_BY_OPERATOR,
  SHUTDOWN,
  /**
   * Its node is drained, and it could be ended without harm: only at a listener of protocol mysql.
   */
  DRAINED,
  /** The session came when there was nowhere to send it. */
  NO_HEALTHY_NODE,
  /** It waited for a node, and so many did that the oldest had to go. */
  HOLD_FULL,
  /** The node is thought healthy, but did not take the connection, twice. */
  NODE_UNREACHABLE,
  /** The client's address is not in {@code Proxy.AllowedSources}. */
  SOURCE_NOT_ALLOWED,
  /** There are {@code Proxy.MaxSessionsPerSource} sessions from the client's address already. */
  TOO_MANY_FROM_SOURCE,
  /** There are {@code MaxSessions} sessions at its listener already. */
  TOO_MANY_SESSIONS,
  /** It was not logged in after {@code LoginSeconds}. */
  LOGIN_TOO_LONG,
  /** What it has sent at a listener that greets clients itself is no login. */
  BAD_LOGIN,
  /**
   * A load balancer of {@code Proxy.ProxyProtocol.From} did not say whose connection this is; or a
   * client has sent a header of its own behind the one that its node was sent.
   */
  BAD_PROXY_HEADER,
  /** Something in the proxy itself: no file descriptor, no memory, a fault of ours. */
  ERROR;

  /** The code in metrics, in snake_case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same as people read it. */
  public String word() {
    return code().replace('_', ' ');
  }
}
