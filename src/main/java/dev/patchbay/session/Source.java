package dev.patchbay.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * Whose sessions are counted together: those of one IPv4 address, or of one IPv6 network of 64
 * bits. That much is given to one site, and a single host there has more addresses than can be
 * counted.
 *
 * @param bits the address, or the first 64 bits of it
 */
public record Source(boolean ipv6, long bits) implements Comparable<Source> {
  private static final Comparator<Source> ORDER =
      Comparator.comparing(Source::ipv6).thenComparingLong(Source::bits);

  /** The source that this address belongs to. */
  public static Source of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    boolean ipv6 = address instanceof Inet6Address;
    return new Source(ipv6, ipv6 ? bytes.getLong() : bytes.getInt());
  }

  /** Keeps the table quick when somebody chooses addresses whose hashes are alike. */
  @Override
  public int compareTo(Source other) {
    return ORDER.compare(this, other);
  }
}
