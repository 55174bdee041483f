package dev.patchbay.text;

import java.util.regex.Pattern;

/** An address as people and URLs write it. */
public final class HostPort {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private HostPort() {}

  /** Whether this host is an IP address, which leads nowhere else, and no DNS name. */
  public static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }

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
