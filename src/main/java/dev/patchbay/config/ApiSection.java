package dev.patchbay.config;

/** Reads the keys under {@code API}. */
final class ApiSection {
  private ApiSection() {}

  static ApiConfig read(Section api) {
    return new ApiConfig(
        api.number("Port", Range.PORT),
        api.number("AggregatorPort", Range.PORT),
        api.text(
            "Username",
            "text without a colon, which Basic authentication cannot carry in a name",
            name -> name.indexOf(':') < 0),
        api.text("Password", "text that is not empty", password -> true),
        api.flag("ForceHttps"),
        api.texts("ProxyURIs", ProxyUri.EXPECTED, ProxyUri::isValid),
        TlsSections.server(api.section("TLS")));
  }
}
