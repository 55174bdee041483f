package dev.patchbay.wire;

import dev.patchbay.text.IpLiteral;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a PROXY header says: whose connection this is. It is read by {@link ProxyHeaderReader}.
 *
 * <p>Netty's codec is not used for it. That is a handler of a channel, and the pump has none: each
 * client that has not sent its header yet would need a channel of a few kilobytes, the decoder
 * reads beyond the header, whose rest would have to be kept and put back, and it keeps whatever
 * extensions a sender adds, 64 KiB of them. What is left, a line and a few fixed fields, is here;
 * the tests hold it against Netty's codec in both directions.
 *
 * @param connection the client's connection to whoever sends the header; empty if that connection
 *     is the sender's own (LOCAL), or of a kind that it cannot say (UNKNOWN)
 */
public record ProxyHeader(Optional<Connection> connection) {
  /** A header that names nobody: the connection is the sender's own. */
  public static final ProxyHeader NOBODY = new ProxyHeader(Optional.empty());

  /** How each version 1 begins. */
  static final byte[] WORD = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  /** The first bytes of version 2. */
  static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  static final int VERSION_2_LOCAL = 0x20;
  static final int VERSION_2_PROXY = 0x21;
  static final int TCP4 = 0x11;
  static final int TCP6 = 0x21;

  /** Signature, version and command, family, and length. */
  static final int FIXED_BYTES = 16;

  private static final int PORTS_BYTES = 4;

  /**
   * Where a client's connection comes from, and where it came to.
   *
   * @param client resolved
   * @param server resolved
   */
  public record Connection(InetSocketAddress client, InetSocketAddress server) {
    private boolean isOf(Class<?> family) {
      return family.isInstance(client.getAddress()) && family.isInstance(server.getAddress());
    }
  }

  /** A header for this connection; it names nobody if the two ends are of different families. */
  public static ProxyHeader of(InetSocketAddress client, InetSocketAddress server) {
    Connection connection = new Connection(client, server);
    return connection.isOf(Inet4Address.class) || connection.isOf(Inet6Address.class)
        ? new ProxyHeader(Optional.of(connection))
        : NOBODY;
  }

  /** As version 1, a line of text. */
  public byte[] version1() {
    return connection
        .map(ProxyHeader::line)
        .orElse("PROXY UNKNOWN\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String line(Connection connection) {
    return "PROXY %s %s %s %d %d\r\n"
        .formatted(
            connection.isOf(Inet4Address.class) ? "TCP4" : "TCP6",
            IpLiteral.text(connection.client().getAddress()),
            IpLiteral.text(connection.server().getAddress()),
            connection.client().getPort(),
            connection.server().getPort());
  }

  /** As version 2, binary. */
  public byte[] version2() {
    if (connection.isEmpty()) {
      return begin(VERSION_2_LOCAL, 0, 0).array();
    }
    byte[] client = connection.get().client().getAddress().getAddress();
    byte[] server = connection.get().server().getAddress().getAddress();
    return begin(
            VERSION_2_PROXY,
            connection.get().isOf(Inet4Address.class) ? TCP4 : TCP6,
            2 * client.length + PORTS_BYTES)
        .put(client)
        .put(server)
        .putShort((short) connection.get().client().getPort())
        .putShort((short) connection.get().server().getPort())
        .array();
  }

  private static ByteBuffer begin(int versionAndCommand, int family, int addressBytes) {
    return ByteBuffer.allocate(FIXED_BYTES + addressBytes)
        .put(SIGNATURE)
        .put((byte) versionAndCommand)
        .put((byte) family)
        .putShort((short) addressBytes);
  }
}
