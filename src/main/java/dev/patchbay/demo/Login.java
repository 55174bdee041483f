package dev.patchbay.demo;

import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.HandshakeResponse;
import io.vertx.core.buffer.Buffer;
import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;

/**
 * How a client introduces itself. Any user with any password is taken; what matters is only that
 * the client's own rules of the conversation are kept.
 *
 * @param plugin the method by which the client proves its password
 */
record Login(String user, String database, String plugin) {
  private static final String CACHING_SHA2 = "caching_sha2_password";

  /**
   * Reads the answer to the greeting.
   *
   * @throws ProtocolError if the packet is malformed, older than MySQL 4.1, or asks for TLS
   */
  static Login fromHandshake(Buffer payload) {
    try {
      HandshakeResponse login = HandshakeResponse.read(new FieldReader(payload.getBytes()));
      if (login.capabilities().has(Capabilities.SSL)) {
        throw ProtocolError.badHandshake("this stand-in does not speak TLS");
      }
      boolean named = login.capabilities().has(Capabilities.PLUGIN_AUTH);
      return new Login(
          login.user(), login.database(), named ? login.plugin() : Greeting.NATIVE_PASSWORD);
    } catch (ProtocolException e) {
      throw ProtocolError.badHandshake(e.getMessage());
    }
  }

  /** Reads COM_CHANGE_USER, without its first byte. */
  static Login fromChangeUser(PayloadReader in) {
    String user = in.text();
    in.skip(in.oneByte());
    String database = in.text();
    in.skip(Math.min(2, in.remaining()));
    String plugin = in.text();
    return new Login(user, database, plugin.isEmpty() ? Greeting.NATIVE_PASSWORD : plugin);
  }

  Session session(int connectionId) {
    return new Session(connectionId, user, Optional.empty()).withDatabase(database);
  }

  /**
   * The method to which this client must be switched; empty if it may come in as it is.
   *
   * <p>A client of caching_sha2_password is switched to just that, with a challenge of its own:
   * MySQL 9 clients often come without mysql_native_password.
   */
  Optional<String> switchTo() {
    return switch (plugin) {
      case Greeting.NATIVE_PASSWORD, "" -> Optional.empty();
      case CACHING_SHA2 -> Optional.of(CACHING_SHA2);
      default -> Optional.of(Greeting.NATIVE_PASSWORD);
    };
  }

  /** The packets that end a login by this method, whatever the proof was. */
  static List<Buffer> welcome(String plugin, Buffer proof) {
    boolean emptyPassword = proof.length() == 0 || (proof.length() == 1 && proof.getByte(0) == 0);
    return plugin.equals(CACHING_SHA2) && !emptyPassword
        ? List.of(Packets.fastAuthSuccess(), Packets.ok())
        : List.of(Packets.ok());
  }
}
