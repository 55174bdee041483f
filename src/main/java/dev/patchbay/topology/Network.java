package dev.patchbay.topology;

import dev.patchbay.text.IpLiteral;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IP addresses that have their first bits in common. IPv4 and IPv6 are apart: {@code
 * ::/0} has no IPv4 address in it.
 *
 * @param base its first address, IPv4 or IPv6; all bits behind the prefix are 0
 * @param prefix how many bits they have in common, 0 to 32 or to 128
 */
public record Network(InetAddress base, int prefix) {
  /** What {@link #parse} takes, for people. */
  public static final String EXPECTED =
      "an IP address or a network such as 10.0.0.0/8 or 2001:db8::/32, with no bits set behind the"
          + " prefix";

  private static final Pattern PARTS = Pattern.compile("([^/]+)(?:/(0|[1-9][0-9]{0,2}))?");

  /** Bits of ::ffff:0:0/96, into which IPv4 is mapped. */
  private static final int MAPPED_BITS = 96;

  /**
   * @throws IllegalArgumentException if the prefix does not fit the address
   */
  public Network {
    Objects.requireNonNull(base, "base");
    if (!fits(base.getAddress(), prefix)) {
      throw new IllegalArgumentException(base + " is no network of " + prefix + " bits");
    }
  }

  /**
   * A network as people write it; one address alone is a network of its own. An IPv4 network mapped
   * into IPv6 is that IPv4 network.
   *
   * @return empty if the text is anything else
   */
  public static Optional<Network> parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return IpLiteral.parse(parts.group(1))
        .flatMap(
            base -> {
              int bits = base.getAddress().length * 8;
              boolean mapped = bits == 32 && parts.group(1).indexOf(':') >= 0;
              int prefix =
                  parts.group(2) == null
                      ? bits
                      : Integer.parseInt(parts.group(2)) - (mapped ? MAPPED_BITS : 0);
              return fits(base.getAddress(), prefix)
                  ? Optional.of(new Network(base, prefix))
                  : Optional.empty();
            });
  }

  private static boolean fits(byte[] base, int prefix) {
    if (prefix < 0 || prefix > base.length * 8) {
      return false;
    }
    for (int bit = prefix; bit < base.length * 8; bit++) {
      if ((base[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the address is in it. */
  public boolean contains(InetAddress address) {
    byte[] ours = base.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int i = 0; i * 8 < prefix; i++) {
      int unused = Math.max(0, (i + 1) * 8 - prefix);
      if ((ours[i] ^ theirs[i]) >> unused != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether one of these has the address in it. */
  static boolean anyContains(List<Network> networks, InetAddress address) {
    for (Network network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return IpLiteral.text(base) + "/" + prefix;
  }
}
