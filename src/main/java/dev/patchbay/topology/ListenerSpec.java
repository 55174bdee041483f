package dev.patchbay.topology;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A MySQL listener, as the operator configured it.
 *
 * @param key the configuration's key for its port, for messages
 * @param host the address that it binds to
 * @param port 0 to 65535; 0 lets the system choose; {@link #NO_PORT} where it listens nowhere, and
 *     only the rules of other listeners lead to it
 * @param selector where its sessions go
 * @param connectTimeoutMillis time for a session to reach its node, a second try included
 * @param hold what becomes of new sessions while there is no node
 * @param entrance who may come in
 * @param mysql how it treats sessions whose protocol it follows; empty where it follows none, and
 *     bytes are only bytes
 * @param labels which nodes may be chosen: those that have one of these; empty where all may
 */
public record ListenerSpec(
    ListenerId id,
    String key,
    String host,
    int port,
    Selector selector,
    int connectTimeoutMillis,
    Hold hold,
    Entrance entrance,
    Optional<MysqlTerms> mysql,
    List<String> labels) {

  /** It has no port of its own. */
  public static final int NO_PORT = -1;

  public ListenerSpec {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(selector, "selector");
    Objects.requireNonNull(hold, "hold");
    Objects.requireNonNull(entrance, "entrance");
    Objects.requireNonNull(mysql, "mysql");
    labels = List.copyOf(labels);
  }

  /**
   * A listener that holds no session, is open to everybody, follows no protocol, and chooses among
   * all nodes.
   */
  public ListenerSpec(
      ListenerId id,
      String key,
      String host,
      int port,
      Selector selector,
      int connectTimeoutMillis) {
    this(
        id,
        key,
        host,
        port,
        selector,
        connectTimeoutMillis,
        Hold.NONE,
        Entrance.OPEN,
        Optional.empty(),
        List.of());
  }

  /** Whether it has a port of its own. */
  public boolean listens() {
    return port != NO_PORT;
  }

  /** The same with other sessions that wait. */
  public ListenerSpec with(Hold other) {
    return new ListenerSpec(
        id, key, host, port, selector, connectTimeoutMillis, other, entrance, mysql, labels);
  }

  /** The same with another entrance. */
  public ListenerSpec with(Entrance other) {
    return new ListenerSpec(
        id, key, host, port, selector, connectTimeoutMillis, hold, other, mysql, labels);
  }

  /** The same, which follows the protocol like this, or does not. */
  public ListenerSpec with(Optional<MysqlTerms> other) {
    return new ListenerSpec(
        id, key, host, port, selector, connectTimeoutMillis, hold, entrance, other, labels);
  }

  /** The same, which chooses among nodes that have one of these labels. */
  public ListenerSpec withLabels(List<String> others) {
    return new ListenerSpec(
        id, key, host, port, selector, connectTimeoutMillis, hold, entrance, mysql, others);
  }

  /** Whether its labels let this node be chosen. */
  public boolean admits(Node node) {
    return labels.isEmpty() || labels.stream().anyMatch(node.labels()::contains);
  }
}
