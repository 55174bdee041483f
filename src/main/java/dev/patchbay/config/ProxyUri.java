package dev.patchbay.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of {@code API.ProxyURIs}: where a proxy's dashboard and API are. Mostly a host name, and
 * then by https; or a scheme with a host and perhaps a port. Text that is no host name is as good
 * as any other for a link, but cannot be asked.
 *
 * @param text as it is configured
 * @param link the dashboard's URL
 * @param address where the API can be asked; empty if the text names no host
 */
public record ProxyUri(String text, String link, Optional<Address> address) {
  static final String EXPECTED =
      "the host name of a proxy's dashboard, or http:// or https:// with a host and perhaps a port,"
          + " without user name, password, path or query";

  private static final String HOST = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?";
  private static final Pattern HOST_AND_PORT = Pattern.compile(HOST);
  private static final Pattern WITH_SCHEME = Pattern.compile("(?i:(https?)://)" + HOST + "/?");
  private static final Pattern BARE_IPV6 =
      Pattern.compile("(?=.{0,43}:.{0,43}:)[0-9A-Fa-f:.]{2,45}");

  /**
   * No name but this one: of others, such as 127.0.0.256, nobody knows where a DNS server leads
   * them.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|127(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}|(0{0,4}:){2,7}0{0,3}1");

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65535;

  /**
   * Where a server is.
   *
   * @param host a name or an IP address, IPv6 without brackets
   */
  public record Address(boolean https, String host, int port) {}

  /** Reads an entry that {@link ConfigLoader} has accepted. */
  public static ProxyUri of(String text) {
    if (hasScheme(text)) {
      String link = text.endsWith("/") ? text : text + "/";
      return new ProxyUri(text, link, withScheme(text));
    }
    if (BARE_IPV6.matcher(text).matches()) {
      return new ProxyUri(
          text, "https://[" + text + "]/", Optional.of(new Address(true, text, HTTPS_PORT)));
    }
    Matcher host = HOST_AND_PORT.matcher(text);
    return new ProxyUri(
        text,
        "https://" + text + "/",
        host.matches() ? address(true, host.group(1), host.group(2)) : Optional.empty());
  }

  /** The same proxy, asked at another place. */
  ProxyUri askedAt(ProxyUri other) {
    return new ProxyUri(text, link, other.address());
  }

  /** Whether what is sent there can be read by others: by plain http, to another machine. */
  boolean isReadOnTheWay() {
    return address
        .filter(a -> !a.https() && !LOOPBACK.matcher(a.host().toLowerCase(Locale.ROOT)).matches())
        .isPresent();
  }

  /** Whether an entry of {@code API.ProxyAddresses} may stand in a configuration. */
  static boolean isAddress(String text) {
    return isValid(text) && of(text).address().isPresent();
  }

  /** Whether an entry may stand in a configuration. */
  static boolean isValid(String text) {
    return !text.isEmpty()
        && text.indexOf('@') < 0
        && (!hasScheme(text) || withScheme(text).isPresent());
  }

  private static boolean hasScheme(String text) {
    return text.contains("://");
  }

  private static Optional<Address> withScheme(String text) {
    Matcher uri = WITH_SCHEME.matcher(text);
    return uri.matches()
        ? address(uri.group(1).equalsIgnoreCase("https"), uri.group(2), uri.group(3))
        : Optional.empty();
  }

  private static Optional<Address> address(boolean https, String host, String port) {
    int number = port == null ? https ? HTTPS_PORT : HTTP_PORT : Integer.parseInt(port);
    boolean brackets = host.startsWith("[");
    return number < 1 || number > MAX_PORT
        ? Optional.empty()
        : Optional.of(
            new Address(https, brackets ? host.substring(1, host.length() - 1) : host, number));
  }
}
