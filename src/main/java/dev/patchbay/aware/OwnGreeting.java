package dev.patchbay.aware;

import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import java.net.ProtocolException;
import java.util.Collection;
import java.util.Optional;

/**
 * How the proxy greets a client in its node's place, and what it makes of the client's login for
 * the node, which then asks the client itself for its proof: the login names a method that nobody
 * has, and a server answers that with the method of the account and a challenge of its own. So the
 * proxy needs no password, and what the client has proved to the proxy's challenge is thrown away.
 */
public final class OwnGreeting {
  /** A method of authentication that no server has. */
  static final String NO_PLUGIN = "patchbay_asks_the_node";

  /** The proxy reads what passes. */
  private static final long NOT_OFFERED =
      Capabilities.COMPRESS
          | Capabilities.ZSTD_COMPRESSION
          | Capabilities.OPTIONAL_RESULTSET_METADATA;

  /** Such ids no server gives before it has had a thousand million connections. */
  private static final long FIRST_ID = 0x4000_0000L;

  /** Without these a client cannot be asked for another proof. */
  private static final long NEEDED = Capabilities.PROTOCOL_41 | Capabilities.PLUGIN_AUTH;

  /** Every server can do this, and no node may take it from the clients of others. */
  private static final long OF_EVERY_NODE =
      NEEDED | Capabilities.SECURE_CONNECTION | Capabilities.CONNECT_WITH_DB;

  private OwnGreeting() {}

  /**
   * The greeting for a client that may come to any of these nodes: what all of them can do.
   *
   * @param like whose version, plugin and charset it has
   * @param all their greetings
   * @param number makes the connection's id, which is none of a node's: a client that would end the
   *     query of its own connection by it must not end a stranger's
   * @param challenge 20 bytes, none of them 0
   * @param tls whether the proxy offers it, whatever the nodes do
   */
  public static Greeting of(
      Greeting like, Collection<Greeting> all, int number, byte[] challenge, boolean tls) {
    Capabilities common = like.capabilities();
    for (Greeting one : all) {
      common = common.and(one.capabilities());
    }
    return new Greeting(
        like.version(),
        FIRST_ID | number & FIRST_ID - 1,
        challenge,
        common.without(NOT_OFFERED | Capabilities.SSL).with(tls ? Capabilities.SSL : 0),
        like.charset(),
        like.status(),
        like.plugin());
  }

  /**
   * The greeting of a node whose clients can be greeted for it.
   *
   * @throws ProtocolException if it is no greeting, or of a server that cannot ask a client for
   *     another proof or be told a database: what all nodes can do is offered to every client, and
   *     one such node must not spoil that for the others
   */
  public static Greeting read(FieldReader payload) throws ProtocolException {
    Greeting greeting = Greeting.read(payload);
    if (!greeting.capabilities().has(OF_EVERY_NODE)) {
      throw new ProtocolException("it lacks what every server can do");
    }
    return greeting;
  }

  /** Whether such a client can prove itself to its node. */
  public static boolean suits(HandshakeResponse login) {
    return login.capabilities().has(NEEDED);
  }

  /** Whether such a node can be met by TLS. */
  public static boolean offersTls(Greeting node) {
    return node.capabilities().has(Capabilities.SSL);
  }

  /**
   * The client's login as its node is to have it.
   *
   * @param tls whether it is said within TLS; with that the node offers it
   * @param told what the client was told
   * @param node what the node itself has told
   * @return empty if the client relies on something that this node cannot do
   */
  public static Optional<HandshakeResponse> login(
      HandshakeResponse login, Greeting told, Greeting node, boolean tls) {
    Capabilities agreed = login.capabilities().and(told.capabilities()).without(Capabilities.SSL);
    if (!node.capabilities().has(agreed.bits())) {
      return Optional.empty();
    }
    long notTold = node.capabilities().bits() & ~told.capabilities().bits();
    return Optional.of(
        new HandshakeResponse(
            login
                .capabilities()
                .without(notTold | NOT_OFFERED | Capabilities.SSL)
                .with(tls ? Capabilities.SSL : 0),
            login.longestPacket(),
            login.charset(),
            login.user(),
            new byte[0],
            login.database(),
            NO_PLUGIN,
            login.attributes()));
  }

  /** This greeting as a client takes it. */
  public static byte[] framed(Greeting greeting) {
    return Frames.frame(0, greeting.payload());
  }
}
