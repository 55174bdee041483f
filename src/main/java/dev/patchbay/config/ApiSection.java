package dev.patchbay.config;

import java.util.List;
import java.util.Optional;

/** Reads the keys under {@code API}. */
final class ApiSection {
  private static final String ADDRESSES = "ProxyAddresses";
  private static final String NAME_EXPECTED =
      "text without a colon, which Basic authentication cannot carry in a name";

  private ApiSection() {}

  /**
   * @param proxyAddresses what counts where {@code ProxyAddresses} is not there
   * @param password what counts where neither {@code Password} nor {@code PasswordFile} is there
   */
  static ApiConfig read(Section api, List<String> proxyAddresses, Optional<String> password) {
    List<String> uris = api.texts("ProxyURIs", ProxyUri.EXPECTED, ProxyUri::isValid);
    Login operator =
        new Login(
            api.text("Username", NAME_EXPECTED, ApiSection::isName), Passwords.read(api, password));
    return new ApiConfig(
        api.number("Port", Range.PORT),
        api.number("AggregatorPort", Range.PORT),
        operator,
        reader(api, operator.username()),
        api.flag("ForceHttps"),
        uris,
        TlsSections.server(api.section("TLS")),
        others(api, uris, proxyAddresses));
  }

  private static boolean isName(String name) {
    return name.indexOf(':') < 0;
  }

  private static Optional<Login> reader(Section api, String operator) {
    Section section = api.section("ReadOnly");
    boolean wanted =
        section.isGiven("Username")
            || section.isGiven("Password")
            || section.isGiven("PasswordFile");
    if (!wanted) {
      section.ignore("Username", "Password", "PasswordFile");
      return Optional.empty();
    }
    String name = section.text("Username", NAME_EXPECTED, ApiSection::isName);
    if (!name.isEmpty() && name.equals(operator)) {
      section.reject("Username", "the same as API.Username", "another name");
    }
    return Optional.of(new Login(name, Passwords.read(section, Optional.empty())));
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
