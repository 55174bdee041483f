package dev.patchbay.config;

import dev.patchbay.config.ProxyUri.Address;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Warns of entries of {@code API.ProxyURIs} that begin with {@code http://}: this proxy asks the
 * others with its own user name and password, which anybody on the way could read.
 */
final class ClearCredentials {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost\\.?|.+\\.localhost\\.?|127(\\.[0-9]{1,3}){3}|(0{0,4}:){2,7}0{0,3}1");

  private ClearCredentials() {}

  /** One line for each such entry; what stays on this machine nobody reads on the way. */
  static List<String> warnings(ApiConfig api) {
    return IntStream.range(0, api.proxyUris().size())
        .filter(i -> isClear(ProxyUri.of(api.proxyUris().get(i))))
        .mapToObj(i -> warning(i, api.proxyUris().get(i)))
        .toList();
  }

  private static boolean isClear(ProxyUri uri) {
    return uri.address().filter(a -> !a.https() && !isLoopback(a)).isPresent();
  }

  private static boolean isLoopback(Address address) {
    return LOOPBACK.matcher(address.host().toLowerCase(Locale.ROOT)).matches();
  }

  private static String warning(int index, String uri) {
    return "API.ProxyURIs["
        + index
        + "]: the API's user name and password are sent unencrypted to "
        + Faults.quote(uri)
        + "; set API.TLS at that proxy, or a TLS front before it, and write https:// here";
  }
}
