package dev.patchbay.config;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Warns of other proxies that are to be asked by plain http on another machine: they are not asked,
 * for anybody on the way could read the user name and password; or they are, because {@code
 * API.AskUnencrypted} says so.
 */
final class ClearCredentials {
  private ClearCredentials() {}

  /** One line for each such entry; what stays on this machine nobody reads on the way. */
  static List<String> warnings(ApiConfig api) {
    List<ProxyUri> proxies = api.proxies();
    return api.others().asked()
        ? IntStream.range(0, proxies.size())
            .filter(i -> proxies.get(i).isReadOnTheWay())
            .mapToObj(i -> warning(api, i))
            .toList()
        : List.of();
  }

  private static String warning(ApiConfig api, int index) {
    List<String> addresses = api.others().addresses();
    String where =
        addresses.isEmpty()
            ? "API.ProxyURIs[" + index + "]: " + Faults.quote(api.proxyUris().get(index))
            : "API.ProxyAddresses[" + index + "]: " + Faults.quote(addresses.get(index));
    return api.others().unencrypted()
        ? where + " is sent the API's user name and password unencrypted (API.AskUnencrypted)"
        : where
            + " is not asked, and there is no agreement with it, because the API's user name and"
            + " password would be sent unencrypted; set API.TLS at that proxy, or a TLS front"
            + " before it, and write https:// here; or set API.AskUnencrypted";
  }
}
