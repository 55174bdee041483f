package dev.patchbay.config;

import java.util.List;
import java.util.Optional;

/**
 * The web side of the proxy.
 *
 * @param forceHttps answer requests that did not come by https with a redirect
 * @param proxyUris where all proxies' dashboards are, for the springboard; see {@link ProxyUri}
 * @param tls certificate for the API, aggregator, health and metrics listeners; empty means http
 */
public record ApiConfig(
    int port,
    int aggregatorPort,
    String username,
    String password,
    boolean forceHttps,
    List<String> proxyUris,
    Optional<Tls> tls) {

  /**
   * What a TLS listener needs.
   *
   * @param certificate PEM text, the chain included
   * @param privateKey PEM text
   */
  public record Tls(String certificate, String privateKey) {

    /** Leaves the key out, so that no log can show it. */
    @Override
    public String toString() {
      return "Tls[...]";
    }
  }

  public ApiConfig {
    proxyUris = List.copyOf(proxyUris);
  }

  /** Leaves the credentials out, so that no log can show them. */
  @Override
  public String toString() {
    return "ApiConfig[port=" + port + ", aggregatorPort=" + aggregatorPort + "]";
  }
}
