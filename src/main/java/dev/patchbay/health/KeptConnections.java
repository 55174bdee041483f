package dev.patchbay.health;

import dev.patchbay.text.HostPort;
import dev.patchbay.topology.Node;
import io.vertx.core.http.HttpClientConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The connections to agents between two checks, one for each node. Their end is a sign that
 * something has become of the agent or its machine, which is known at once: but only of one that
 * has served several checks, because there are agents that end each connection after its answer. On
 * the control loop.
 */
final class KeptConnections {
  /** So long a connection is kept to a host that is given by name. */
  private static final long NAME_NANOS = TimeUnit.SECONDS.toNanos(30);

  private record Kept(HttpClientConnection connection, long sinceNanos, int checks) {}

  private final Map<Node, Kept> kept = new HashMap<>();
  private final Map<Node, Kept> taken = new HashMap<>();
  private Consumer<Node> onLost = node -> {};

  /** Who is told that a connection has ended that was kept for this node's next check. */
  void onLost(Consumer<Node> listener) {
    onLost = listener;
  }

  /**
   * What was kept for this node. A name may lead elsewhere by now, and sessions follow it at once.
   * An address cannot.
   */
  Optional<HttpClientConnection> take(Node node) {
    taken.remove(node);
    Kept last = kept.remove(node);
    if (last == null) {
      return Optional.empty();
    }
    boolean isName = !HostPort.isAddress(node.host());
    if (isName && System.nanoTime() - last.sinceNanos() > NAME_NANOS) {
      last.connection().close();
      return Optional.empty();
    }
    taken.put(node, last);
    return Optional.of(last.connection());
  }

  /** Keeps this one, on which a check was answered, for the node's next check. */
  void keep(Node node, HttpClientConnection connection) {
    Kept before = taken.remove(node);
    boolean same = before != null && before.connection() == connection;
    kept.put(
        node,
        same
            ? new Kept(connection, before.sinceNanos(), before.checks() + 1)
            : new Kept(connection, System.nanoTime(), 1));
    if (!same) {
      connection.closeHandler(v -> closed(node, connection));
    }
  }

  private void closed(Node node, HttpClientConnection connection) {
    Kept last = kept.get(node);
    if (last != null && last.connection() == connection) {
      kept.remove(node);
      if (last.checks() > 1) {
        onLost.accept(node);
      }
    }
  }

  /** This node is asked no more. */
  void forget(Node node) {
    taken.remove(node);
    Optional.ofNullable(kept.remove(node)).ifPresent(last -> last.connection().close());
  }

  /** No node is asked any more; whoever owns the connections closes them. */
  void clear() {
    taken.clear();
    kept.clear();
  }
}
