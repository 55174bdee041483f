package dev.patchbay.session;

import dev.patchbay.aware.ClearPassword;
import dev.patchbay.text.Sanitize;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.wire.ErrorPacket;
import java.util.Optional;

/**
 * What a MySQL client is told when it is turned away, or its session is ended while it waits for an
 * answer. The states are of class 08 wherever that is true, for by that a pool knows a connection
 * that is of no more use, and a driver with several hosts tries the next.
 */
final class LastWords {
  /** How long a client has to take them, and to end its side, in milliseconds. */
  static final long MILLIS = 100;

  private static final int MOST_NAME = 60;

  private static final int TOO_MANY_CONNECTIONS = 1040;
  private static final int BAD_HANDSHAKE = 1043;
  private static final int SERVER_SHUTDOWN = 1053;
  private static final int HOST_NOT_PRIVILEGED = 1130;
  private static final int OLD_AUTHENTICATION = 1251;

  private static final int SECURE_TRANSPORT_REQUIRED = 3159;

  private LastWords() {}

  /** In place of a greeting; empty where the client is not to be told, or is gone. */
  static Optional<ErrorPacket> ofRefusal(CloseReason why) {
    return switch (why) {
      case SOURCE_NOT_ALLOWED ->
          error(HOST_NOT_PRIVILEGED, "HY000", "your address is not allowed to connect");
      case TOO_MANY_FROM_SOURCE ->
          error(TOO_MANY_CONNECTIONS, "08004", "too many connections from your address");
      case TOO_MANY_SESSIONS, HOLD_FULL ->
          error(TOO_MANY_CONNECTIONS, "08004", "too many connections");
      case NO_HEALTHY_NODE -> shutdown("there is no healthy node");
      case NODE_UNREACHABLE -> shutdown("the node did not take the connection");
      case TRAFFIC_DISABLED -> shutdown("the traffic is switched off");
      case FAILOVER -> shutdown("the node was left before the connection was made; try again");
      case SHUTDOWN -> shutdown("the proxy is stopping");
      case CUT_BY_OPERATOR -> shutdown("an operator has ended the connection");
      case ERROR -> shutdown("the proxy has no resources for the connection");
      case CLIENT_CLOSED,
          NODE_CLOSED,
          CLIENT_STALLED,
          NODE_STALLED,
          DRAINED,
          LOGIN_TOO_LONG,
          BAD_LOGIN,
          BAD_PROXY_HEADER ->
          Optional.empty();
    };
  }

  /** To a client that waits for an answer of this node. */
  static ErrorPacket ofCut(CloseReason why, Optional<Node> node) {
    return ofCut(why, node, "the outcome of the last command is unknown");
  }

  /** To a client whose command this node did not get. */
  static ErrorPacket ofUnsent(CloseReason why, Optional<Node> node) {
    return ofCut(why, node, "the last command was not carried out");
  }

  private static ErrorPacket ofCut(CloseReason why, Optional<Node> node, String outcome) {
    String name = node.map(n -> Sanitize.line(n.name(), MOST_NAME)).orElse("the node");
    String cause =
        switch (why) {
          case FAILOVER -> "the traffic has left " + name;
          case TRAFFIC_DISABLED -> "the traffic was switched off";
          case CUT_BY_OPERATOR -> "an operator has ended the session";
          case SHUTDOWN -> "the proxy is stopping";
          default -> "the session was ended";
        };
    return new ErrorPacket(SERVER_SHUTDOWN, "08S01", "Patchbay: " + cause + "; " + outcome);
  }

  /** To a client that only asks whether its connection lives, which it is not to go on with. */
  static ErrorPacket ofDrain() {
    return new ErrorPacket(
        SERVER_SHUTDOWN,
        "08S01",
        "Patchbay: the node is being drained, and the session has ended between two commands;"
            + " connect again");
  }

  /** To a client that takes too long to log in. */
  static ErrorPacket ofLogin(MysqlTerms terms) {
    return new ErrorPacket(
        BAD_HANDSHAKE,
        "08S01",
        "Patchbay: not logged in after %d s".formatted(terms.loginSeconds()));
  }

  /** To a client whose login cannot be kept, because too many others have begun theirs. */
  static ErrorPacket ofManyLogins() {
    return new ErrorPacket(
        TOO_MANY_CONNECTIONS, "08004", "Patchbay: too many logins are under way; try again");
  }

  /** To one that does not log in as a MySQL client does. */
  static ErrorPacket ofBadLogin() {
    return new ErrorPacket(BAD_HANDSHAKE, "08S01", "Patchbay: this is no login");
  }

  /** To one that cannot be asked by its node for its proof. */
  static ErrorPacket ofOldClient() {
    return new ErrorPacket(
        OLD_AUTHENTICATION,
        "08004",
        "Patchbay: the client knows no authentication plugins; a newer one is needed");
  }

  /** To one that relies on what its node cannot do, but the nodes known before could. */
  static ErrorPacket ofOtherNode(Node node) {
    return new ErrorPacket(
        SERVER_SHUTDOWN,
        "08S01",
        "Patchbay: %s can do less than was known; connect again"
            .formatted(Sanitize.line(node.name(), MOST_NAME)));
  }

  /** To one that does not ask for TLS where it must. */
  static ErrorPacket ofPlainClient() {
    return new ErrorPacket(
        SECURE_TRANSPORT_REQUIRED,
        "HY000",
        "Patchbay: connections to this port need TLS; have the client ask for it (its SSL mode)");
  }

  /** To one that is to be sent on by TLS, while its node has none. */
  static ErrorPacket ofNodeWithoutTls(Node node, boolean clientByTls) {
    return ofNodesTls(node, "offers no TLS", clientByTls);
  }

  /** To one that is to be sent on by TLS, while there is none with its node. */
  static ErrorPacket ofNodesTls(Node node, boolean clientByTls) {
    return ofNodesTls(node, "could not be reached by TLS (the proxy's log says why)", clientByTls);
  }

  private static ErrorPacket ofNodesTls(Node node, String how, boolean clientByTls) {
    return new ErrorPacket(
        SERVER_SHUTDOWN,
        "08S01",
        "Patchbay: %s %s, and %s"
            .formatted(
                Sanitize.line(node.name(), MOST_NAME),
                how,
                clientByTls
                    ? "a client that comes by TLS is sent on by TLS only"
                    : "the clients of this port are sent on by TLS only (TLS.Nodes: always)"));
  }

  /** To one in plain whose node, by TLS, asks it for its password in clear. */
  static ErrorPacket ofClearPassword(ClearPassword asked, Optional<Node> node) {
    String name = node.map(n -> Sanitize.line(n.name(), MOST_NAME)).orElse("the node");
    return new ErrorPacket(
        SECURE_TRANSPORT_REQUIRED,
        "HY000",
        "Patchbay: %s asks for the password in clear (%s), and this client has come without TLS; %s"
            .formatted(
                name,
                asked.method(),
                asked.once()
                    ? "log in by TLS once, so that it remembers the account, or have this port"
                        + " meet nodes in plain as well (TLS.Nodes: as-client)"
                    : "have the client come by TLS"));
  }

  private static Optional<ErrorPacket> shutdown(String text) {
    return error(SERVER_SHUTDOWN, "08S01", text);
  }

  private static Optional<ErrorPacket> error(int code, String state, String text) {
    return Optional.of(new ErrorPacket(code, state, "Patchbay: " + text));
  }
}
