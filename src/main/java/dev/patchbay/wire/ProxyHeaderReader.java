package dev.patchbay.wire;

import dev.patchbay.text.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one PROXY header, version 1 or 2, as it comes, and not one byte more: it says each time how
 * many bytes surely belong to the header yet, so that what comes behind can stay where it is. For
 * one thread.
 *
 * <p>It keeps 107 bytes at the most. What version 2 may add behind the addresses is passed over.
 */
public final class ProxyHeaderReader {
  /** The longest line of version 1, its end included. */
  static final int LONGEST_LINE = 107;

  /**
   * The longest version 2, in bytes. The specification has a header fit into the smallest segment
   * of TCP, 536 bytes; certificates' names and the like may make it longer.
   */
  static final int LONGEST_BINARY = 2048;

  /** Fewer than the shortest header of either version has. */
  private static final int FIRST_BYTES = ProxyHeader.SIGNATURE.length;

  /** How much is passed over at once. */
  private static final int PASSED_OVER_BYTES = 256;

  private static final int ADDRESSES_4 = 12;
  private static final int ADDRESSES_6 = 36;
  private static final int ADDRESSES_UNIX = 216;

  private static final String PORT = "(0|[1-9][0-9]{0,4})";
  private static final Pattern LINE =
      Pattern.compile("PROXY (TCP[46]) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+) " + PORT + " " + PORT);
  private static final Pattern UNKNOWN_LINE = Pattern.compile("PROXY UNKNOWN(?: .*)?");

  private final byte[] kept = new byte[LONGEST_LINE];
  private int read;
  private ProxyHeader header;

  /** How many bytes to read next at the most; 0 once the header is whole. */
  public int wants() {
    if (header != null) {
      return 0;
    }
    if (read < FIRST_BYTES) {
      return FIRST_BYTES - read;
    }
    if (kept[0] == ProxyHeader.WORD[0]) {
      // The end of the line is two bytes, of which one may be there.
      return Math.min(kept[read - 1] == '\r' ? 1 : 2, LONGEST_LINE - read);
    }
    if (read < ProxyHeader.FIXED_BYTES) {
      return ProxyHeader.FIXED_BYTES - read;
    }
    return Math.min(binaryBytes() - read, PASSED_OVER_BYTES);
  }

  /** How many bytes were taken. */
  public int bytes() {
    return read;
  }

  /**
   * Takes what was read.
   *
   * @param length 1 to {@link #wants}
   * @return the header, once it is whole
   * @throws ProtocolException if it is none, or too long; the reader is of no use then
   */
  public Optional<ProxyHeader> take(byte[] bytes, int length) throws ProtocolException {
    int keep = Math.min(length, kept.length - Math.min(read, kept.length));
    System.arraycopy(bytes, 0, kept, Math.min(read, kept.length), keep);
    read += length;
    int begun = Math.min(read, FIRST_BYTES);
    if (begins(ProxyHeader.WORD, Math.min(begun, ProxyHeader.WORD.length))) {
      takeLine();
    } else if (begins(ProxyHeader.SIGNATURE, begun)) {
      takeBinary();
    } else {
      throw new ProtocolException("no PROXY header");
    }
    return Optional.ofNullable(header);
  }

  private boolean begins(byte[] with, int length) {
    return Arrays.equals(kept, 0, length, with, 0, length);
  }

  private void takeLine() throws ProtocolException {
    int end = 0;
    while (end < read && kept[end] != '\r' && kept[end] != '\n') {
      end++;
    }
    if (end + 2 == read && kept[end] == '\r' && kept[end + 1] == '\n') {
      header = line(new String(kept, 0, end, StandardCharsets.ISO_8859_1));
    } else if (end < read - 1 || read == LONGEST_LINE || kept[read - 1] == '\n') {
      throw faulty("no end of the line");
    }
  }

  private static ProxyHeader line(String line) throws ProtocolException {
    if (UNKNOWN_LINE.matcher(line).matches()) {
      return ProxyHeader.NOBODY;
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw faulty("no line of a known form");
    }
    boolean ipv4 = parts.group(1).equals("TCP4");
    return new ProxyHeader(
        Optional.of(
            new ProxyHeader.Connection(
                end(parts.group(2), parts.group(4), ipv4),
                end(parts.group(3), parts.group(5), ipv4))));
  }

  private static InetSocketAddress end(String address, String port, boolean ipv4)
      throws ProtocolException {
    Optional<InetAddress> parsed =
        IpLiteral.parse(address).filter(a -> (address.indexOf(':') < 0) == ipv4);
    int number = Integer.parseInt(port);
    if (parsed.isEmpty() || number > 65535) {
      throw faulty("no address of its kind");
    }
    return new InetSocketAddress(parsed.get(), number);
  }

  private void takeBinary() throws ProtocolException {
    if (read < ProxyHeader.FIXED_BYTES) {
      return;
    }
    int family = kept[13] & 0xFF;
    int command = kept[12] & 0xFF;
    boolean local = command == ProxyHeader.VERSION_2_LOCAL;
    if (!local && command != ProxyHeader.VERSION_2_PROXY) {
      throw faulty("version and command " + command);
    }
    if (binaryBytes() > LONGEST_BINARY) {
      throw faulty(binaryBytes() + " bytes");
    }
    int addresses = local ? 0 : addressBytes(family);
    if (binaryBytes() < ProxyHeader.FIXED_BYTES + addresses) {
      throw faulty("too short for its addresses");
    }
    if (read == binaryBytes()) {
      header =
          addresses != 0 && (family == ProxyHeader.TCP4 || family == ProxyHeader.TCP6)
              ? binary(family == ProxyHeader.TCP4 ? 4 : 16)
              : ProxyHeader.NOBODY;
    }
  }

  /** Streams and datagrams are told apart by the family's last bits. */
  private static int addressBytes(int family) throws ProtocolException {
    if ((family & 0xF) > 2) {
      throw faulty("family " + family);
    }
    return switch (family >> 4) {
      case 0 -> 0;
      case 1 -> ADDRESSES_4;
      case 2 -> ADDRESSES_6;
      case 3 -> ADDRESSES_UNIX;
      default -> throw faulty("family " + family);
    };
  }

  private ProxyHeader binary(int length) {
    ByteBuffer rest = ByteBuffer.wrap(kept).position(ProxyHeader.FIXED_BYTES);
    InetAddress client = address(rest, length);
    InetAddress server = address(rest, length);
    return new ProxyHeader(
        Optional.of(
            new ProxyHeader.Connection(
                new InetSocketAddress(client, rest.getShort() & 0xFFFF),
                new InetSocketAddress(server, rest.getShort() & 0xFFFF))));
  }

  private static InetAddress address(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private int binaryBytes() {
    return ProxyHeader.FIXED_BYTES + ((kept[14] & 0xFF) << 8 | kept[15] & 0xFF);
  }

  private static ProtocolException faulty(String what) {
    return new ProtocolException("a faulty PROXY header: " + what);
  }
}
