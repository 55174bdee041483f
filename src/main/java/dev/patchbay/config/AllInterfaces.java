package dev.patchbay.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The address that stands for all interfaces of this machine. */
final class AllInterfaces {
  /** Who has which IPv6 address, a line each. */
  private static final Path IPV6_ADDRESSES = Path.of("/proc/net/if_inet6");

  private static final String LOOPBACK = "00000000000000000000000000000001 ";

  private AllInterfaces() {}

  /** That of both IP versions, or of IPv4 where there is no IPv6. */
  static String address() {
    return address(IPV6_ADDRESSES);
  }

  /**
   * @param addresses as the kernel lists them. In a container without IPv6 the list is there and
   *     empty, for the kernel knows IPv6 all the same; a socket is of IPv4 then.
   */
  static String address(Path addresses) {
    try {
      return Files.readString(addresses, StandardCharsets.US_ASCII).contains(LOOPBACK)
          ? "::"
          : "0.0.0.0";
    } catch (IOException e) {
      return "0.0.0.0"; // a kernel without IPv6 has no such list
    }
  }
}
