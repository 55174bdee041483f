package dev.patchbay.ctl;

import dev.patchbay.text.HostPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an API listens.
 *
 * @param host a name or an IP address, IPv6 without brackets
 */
record Endpoint(boolean https, String host, int port) {
  static final String DEFAULT = "http://127.0.0.1:8080";

  /** The path may be the API's own, as in the examples of the documentation. */
  private static final Pattern URL =
      Pattern.compile(
          "(?i:(https?)://)([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?(?:/(?:v0/?)?)?");

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65535;

  /**
   * Reads a URL.
   *
   * @param from the option or variable that gave it, for messages
   * @throws CtlException if it is none; the message shows no text before an {@code @}
   */
  static Endpoint parse(String url, String from) throws CtlException {
    if (url.indexOf('@') >= 0) {
      throw CtlException.usage(
          from
              + ": a URL here has no user and password in it, as it is seen in lists of processes:"
              + " give them by --user and --password-file, or be asked");
    }
    Matcher matcher = URL.matcher(url.strip());
    if (!matcher.matches()) {
      throw CtlException.usage(
          from + ": expected a URL such as " + DEFAULT + ", got \"" + url + "\"");
    }
    boolean https = matcher.group(1).equalsIgnoreCase("https");
    int port = https ? HTTPS_PORT : HTTP_PORT;
    if (matcher.group(3) != null) {
      port = Integer.parseInt(matcher.group(3));
    }
    if (port < 1 || port > MAX_PORT) {
      throw CtlException.usage(from + ": expected a port from 1 to " + MAX_PORT + ", got " + port);
    }
    String host = matcher.group(2);
    return new Endpoint(
        https, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  /** As a URL. */
  @Override
  public String toString() {
    return (https ? "https://" : "http://") + HostPort.of(host, port);
  }
}
