package dev.patchbay.wire;

import java.net.ProtocolException;
import java.util.Arrays;

/**
 * With what a server opens the conversation: HandshakeV10
 * (page_protocol_connection_phase_packets_protocol_handshake_v10), and MariaDB's extended
 * capabilities in what is filler there.
 *
 * @param connectionId unsigned 32 bits
 * @param challenge what the client mixes into the proof of its password; 8 bytes at the least,
 *     usually 20
 * @param charset a collation's number, the lower 8 bits
 * @param plugin the method of authentication; empty without {@link Capabilities#PLUGIN_AUTH}
 */
public record Greeting(
    String version,
    long connectionId,
    byte[] challenge,
    Capabilities capabilities,
    int charset,
    ServerStatus status,
    String plugin) {

  /** Longer ones are taken for no greeting, in bytes; the servers' have about a hundred. */
  public static final int LONGEST = 4096;

  private static final int PROTOCOL = 10;
  private static final int FIRST_PART = 8;

  /** The second part has this length at the least, its zero byte included. */
  private static final int SHORTEST_SECOND_PART = 13;

  /** Where MariaDB's capabilities are within ten bytes of filler. */
  private static final int FILLER = 6;

  public Greeting {
    challenge = challenge.clone();
  }

  @Override
  public byte[] challenge() {
    return challenge.clone();
  }

  /**
   * Reads a payload.
   *
   * @throws ProtocolException if it is none of protocol 10
   */
  public static Greeting read(FieldReader in) throws ProtocolException {
    if (in.int1() != PROTOCOL) {
      throw new ProtocolException("no greeting of protocol 10");
    }
    String version = in.text();
    long connectionId = in.int4();
    byte[] first = in.bytes(FIRST_PART);
    in.skip(1);
    long lower = in.int2();
    int charset = in.int1();
    ServerStatus status = new ServerStatus(in.int2());
    long mysql = lower | (long) in.int2() << 16;
    int length = in.int1();
    in.skip(FILLER);
    Capabilities capabilities = Capabilities.of(mysql, in.int4());
    byte[] challenge = first;
    if (capabilities.has(Capabilities.SECURE_CONNECTION)) {
      challenge = joined(first, in.bytes(Math.max(SHORTEST_SECOND_PART, length - FIRST_PART)));
    }
    // Servers before MySQL 5.5.10 leave out the zero byte (their bug 59453).
    String plugin = capabilities.has(Capabilities.PLUGIN_AUTH) ? in.lastText() : "";
    return new Greeting(version, connectionId, challenge, capabilities, charset, status, plugin);
  }

  /** Both parts, without the zero byte behind the second. */
  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length - 1);
    System.arraycopy(second, 0, both, first.length, second.length - 1);
    return both;
  }

  /** As a payload; the challenge has 20 bytes or more. */
  public byte[] payload() {
    FieldWriter out =
        new FieldWriter()
            .int1(PROTOCOL)
            .text(version)
            .int4(connectionId)
            .bytes(Arrays.copyOf(challenge, FIRST_PART))
            .int1(0)
            .int2(capabilities.mysql())
            .int1(charset)
            .int2(status.flags())
            .int2(capabilities.mysql() >>> 16)
            .int1(capabilities.has(Capabilities.PLUGIN_AUTH) ? challenge.length + 1 : 0)
            .zeros(FILLER)
            .int4(capabilities.mariadb());
    if (capabilities.has(Capabilities.SECURE_CONNECTION)) {
      out.bytes(Arrays.copyOfRange(challenge, FIRST_PART, challenge.length)).int1(0);
    }
    if (capabilities.has(Capabilities.PLUGIN_AUTH)) {
      out.text(plugin);
    }
    return out.payload();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Greeting that && Arrays.equals(payload(), that.payload());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload());
  }

  /** Without the challenge. */
  @Override
  public String toString() {
    return "Greeting[%s, id %d, %s]".formatted(version, connectionId, plugin);
  }
}
