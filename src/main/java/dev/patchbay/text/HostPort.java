package dev.patchbay.text;

/** An address as people and URLs write it. */
public final class HostPort {
  private HostPort() {}

  /**
   * {@code host:port}, an IPv6 host in brackets.
   *
   * @param host IP address, without brackets, or DNS name
   */
  public static String of(String host, int port) {
    return (isIpv6(host) ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether this host needs the brackets; no DNS name and no IPv4 address has a colon. */
  public static boolean isIpv6(String host) {
    return host.indexOf(':') >= 0;
  }
}
