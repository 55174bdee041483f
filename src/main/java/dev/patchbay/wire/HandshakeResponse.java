package dev.patchbay.wire;

import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a client introduces itself: HandshakeResponse41
 * (page_protocol_connection_phase_packets_protocol_handshake_response). Bytes behind the known
 * fields (the level of ZSTD, say) are not read.
 *
 * @param capabilities the client's, whatever the server has
 * @param longestPacket in bytes, unsigned 32 bits
 * @param charset a collation's number, the lower 8 bits
 * @param proof what the plugin makes of the password; kept out of any text
 * @param database empty if there is none
 * @param plugin empty if the client names none
 * @param attributes of the connection, in the client's order
 */
public record HandshakeResponse(
    Capabilities capabilities,
    long longestPacket,
    int charset,
    String user,
    byte[] proof,
    String database,
    String plugin,
    Map<String, String> attributes) {

  /**
   * Longer logins are refused, in bytes. A server takes 64 KiB of attributes
   * (performance_schema_session_connect_attrs_size), and no plugin's proof is nearly as long.
   */
  public static final int LONGEST = 128 * 1024;

  /** More attributes than these are refused. Drivers send about ten. */
  static final int MOST_ATTRIBUTES = 1024;

  /** Bytes of the request for TLS, which is how the login begins. */
  static final int SSL_REQUEST_BYTES = 32;

  private static final int FILLER = 19;

  public HandshakeResponse {
    proof = proof.clone();
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  @Override
  public byte[] proof() {
    return proof.clone();
  }

  /**
   * Reads a payload.
   *
   * @throws ProtocolException if it is older than MySQL 4.1's, a request for TLS, or too long
   */
  public static HandshakeResponse read(FieldReader in) throws ProtocolException {
    if (in.remaining() > LONGEST) {
      throw new ProtocolException("a login of " + in.remaining() + " bytes");
    }
    Start start = Start.read(in);
    if (!start.capabilities.has(Capabilities.PROTOCOL_41)) {
      throw new ProtocolException("a client older than MySQL 4.1");
    }
    String user = in.text();
    byte[] proof = proof(in, start.capabilities);
    String database = textIf(in, start.capabilities, Capabilities.CONNECT_WITH_DB);
    String plugin = textIf(in, start.capabilities, Capabilities.PLUGIN_AUTH);
    Map<String, String> attributes =
        start.capabilities.has(Capabilities.CONNECT_ATTRS) && in.remaining() > 0
            ? attributes(in.lengthEncodedPart())
            : Map.of();
    return new HandshakeResponse(
        start.capabilities,
        start.longestPacket,
        start.charset,
        user,
        proof,
        database,
        plugin,
        attributes);
  }

  private record Start(Capabilities capabilities, long longestPacket, int charset) {
    static Start read(FieldReader in) throws ProtocolException {
      long mysql = in.int4();
      long longestPacket = in.int4();
      int charset = in.int1();
      in.skip(FILLER);
      return new Start(Capabilities.of(mysql, in.int4()), longestPacket, charset);
    }
  }

  /** Some clients leave out what would be empty at the end, or the last zero byte. */
  private static String textIf(FieldReader in, Capabilities has, long capability)
      throws ProtocolException {
    return has.has(capability) && in.remaining() > 0 ? in.lastText() : "";
  }

  private static byte[] proof(FieldReader in, Capabilities has) throws ProtocolException {
    if (has.has(Capabilities.PLUGIN_AUTH_LENENC)) {
      return in.lengthEncodedBytes();
    }
    if (has.has(Capabilities.SECURE_CONNECTION)) {
      return in.bytes(in.int1());
    }
    return in.remaining() > 0 ? in.bytesToZero() : new byte[0];
  }

  private static Map<String, String> attributes(FieldReader in) throws ProtocolException {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int count = 0; in.remaining() > 0; count++) {
      if (count == MOST_ATTRIBUTES) {
        throw new ProtocolException("too many attributes of the connection");
      }
      attributes.put(in.lengthEncodedText(), in.lengthEncodedText());
    }
    return attributes;
  }

  /** Whether this payload asks for TLS, and the login follows within that. */
  public static boolean isSslRequest(byte[] payload) throws ProtocolException {
    return payload.length == SSL_REQUEST_BYTES
        && isSslRequest(payload.length, Capabilities.of(new FieldReader(payload).peek4(), 0));
  }

  /** Whether a packet of this length and these capabilities asks for TLS, and the login follows. */
  static boolean isSslRequest(int length, Capabilities capabilities) {
    return length == SSL_REQUEST_BYTES && capabilities.has(Capabilities.SSL);
  }

  /** The same, of which nobody could learn a password. */
  public HandshakeResponse withoutProof() {
    return new HandshakeResponse(
        capabilities, longestPacket, charset, user, new byte[0], database, plugin, attributes);
  }

  /** As a payload, with the fields that the capabilities say. */
  public byte[] payload() {
    FieldWriter out = start().text(user);
    if (capabilities.has(Capabilities.PLUGIN_AUTH_LENENC)) {
      out.lengthEncodedBytes(proof);
    } else if (capabilities.has(Capabilities.SECURE_CONNECTION)) {
      out.int1(proof.length).bytes(proof);
    } else {
      out.bytes(proof).int1(0);
    }
    if (capabilities.has(Capabilities.CONNECT_WITH_DB)) {
      out.text(database);
    }
    if (capabilities.has(Capabilities.PLUGIN_AUTH)) {
      out.text(plugin);
    }
    if (capabilities.has(Capabilities.CONNECT_ATTRS)) {
      FieldWriter list = new FieldWriter();
      attributes.forEach((name, value) -> list.lengthEncodedText(name).lengthEncodedText(value));
      out.lengthEncodedBytes(list.payload());
    }
    return out.payload();
  }

  /** The request for TLS that comes before this login. */
  public byte[] sslRequest() {
    return start().payload();
  }

  private FieldWriter start() {
    return new FieldWriter()
        .int4(capabilities.mysql())
        .int4(longestPacket)
        .int1(charset)
        .zeros(FILLER)
        .int4(capabilities.mariadb());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandshakeResponse that && Arrays.equals(payload(), that.payload());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload());
  }

  /** Without the proof. */
  @Override
  public String toString() {
    return "HandshakeResponse[%s, database %s, %s, %s]"
        .formatted(user, database, plugin, attributes);
  }
}
