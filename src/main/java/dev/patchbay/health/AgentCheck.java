package dev.patchbay.health;

import dev.patchbay.topology.Node;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks one node's health agent, once. */
@FunctionalInterface
interface AgentCheck {

  /**
   * Checks this node.
   *
   * @return always succeeds, and within the check's timeout, in which the loop's own lateness does
   *     not count: what cannot be found out is a verdict too
   */
  Future<Verdict> check(Node node);

  /** Where this host's agent last said that the node is healthy, if known. From any thread. */
  default Optional<InetAddress> heardFrom(String host) {
    return Optional.empty();
  }

  /** A connection to this node's agent, for whoever follows it. On the loop. */
  default Future<HttpClientConnection> connect(Node node) {
    return Future.failedFuture("not over HTTP");
  }

  /**
   * Who is told, on the loop, that a connection has ended over which this node's agent had answered
   * more than once: a sign, and no verdict.
   */
  default void onLost(Consumer<Node> listener) {}

  /** This node is asked no more: lets go of what is kept for its next check. On the loop. */
  default void forget(Node node) {}

  /** Closes what is open; no check is asked for any more. On the loop. */
  default void close() {}

  /** Does what need be done once before the first check. Always succeeds. On the loop. */
  default Future<Void> prepare() {
    return Future.succeededFuture();
  }
}
