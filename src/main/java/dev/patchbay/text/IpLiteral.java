package dev.patchbay.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses in figures, read strictly: no name is ever looked up, no short or octal form guessed
 * at, no zone taken.
 */
public final class IpLiteral {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

  /** What may stand in one at all; the JDK reads the rest, and looks nothing up with a colon. */
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(?:[0-9.]*)");

  private static final int LONGEST = 45;

  private IpLiteral() {}

  /** The address, if the text is one. An IPv4 address mapped into IPv6 is given as IPv4. */
  public static Optional<InetAddress> parse(String text) {
    boolean possible =
        text.length() <= LONGEST
            && (IPV4.matcher(text).matches()
                || HostPort.isIpv6(text) && IPV6.matcher(text).matches());
    try {
      return possible ? Optional.of(InetAddress.getByName(text)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** How it is written, without a zone. */
  public static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
