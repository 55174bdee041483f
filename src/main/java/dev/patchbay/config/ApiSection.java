package dev.patchbay.config;

import java.util.List;
import java.util.Optional;

/** Reads the keys under {@code API}. */
final class ApiSection {
  private static final String ADDRESSES = "ProxyAddresses";

  private ApiSection() {}

  /**
   * @param proxyAddresses what counts where {@code ProxyAddresses} is not there
   */
  static ApiConfig read(Section api, List<String> proxyAddresses) {
    List<String> uris = api.texts("ProxyURIs", ProxyUri.EXPECTED, ProxyUri::isValid);
    return new ApiConfig(
        api.number("Port", Range.PORT),
        api.number("AggregatorPort", Range.PORT),
        api.text(
            "Username",
            "text without a colon, which Basic authentication cannot carry in a name",
            name -> name.indexOf(':') < 0),
        api.text("Password", "text that is not empty", password -> true),
        api.flag("ForceHttps"),
        uris,
        TlsSections.server(api.section("TLS")),
        others(api, uris, proxyAddresses));
  }

  private static OtherProxies others(Section api, List<String> uris, List<String> fallback) {
    List<String> given =
        api.texts(
            ADDRESSES,
            "http:// or https:// with a proxy's host and perhaps a port, or a host name",
            ProxyUri::isAddress);
    List<String> addresses = given.isEmpty() ? fallback : given;
    if (!addresses.isEmpty() && addresses.size() != uris.size()) {
      api.reject(
          ADDRESSES,
          addresses.size() + " addresses for " + uris.size() + " entries of API.ProxyURIs",
          "one for each entry of API.ProxyURIs, in the same order"
              + (given.isEmpty()
                  ? ", because the environment variable PROXY_ADDRESSES has " + fallback.size()
                  : ""));
      addresses = List.of();
    }
    String name =
        api.textOrEmpty("ProxyServerName", "a name in the proxies' certificates", Words::isOne);
    return new OtherProxies(
        api.flag("AskOtherProxies", true),
        api.flag("AskUnencrypted"),
        addresses,
        name.isEmpty() ? Optional.empty() : Optional.of(name));
  }
}
