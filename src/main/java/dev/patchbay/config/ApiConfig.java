package dev.patchbay.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The web side of the proxy.
 *
 * @param forceHttps answer requests that did not come by https with a redirect
 * @param proxyUris where all proxies' dashboards are, for the springboard; see {@link ProxyUri}
 * @param tls certificate for the API, aggregator, health and metrics listeners; empty means http
 * @param others how the proxies of {@code proxyUris} are asked
 */
public record ApiConfig(
    int port,
    int aggregatorPort,
    String username,
    String password,
    boolean forceHttps,
    List<String> proxyUris,
    Optional<Tls> tls,
    OtherProxies others) {

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

  /** One that says nothing of how other proxies are asked. */
  public ApiConfig(
      int port,
      int aggregatorPort,
      String username,
      String password,
      boolean forceHttps,
      List<String> proxyUris,
      Optional<Tls> tls) {
    this(
        port, aggregatorPort, username, password, forceHttps, proxyUris, tls, OtherProxies.DEFAULT);
  }

  /** The same with other proxies that are asked in this way. */
  public ApiConfig asking(OtherProxies next) {
    return new ApiConfig(
        port, aggregatorPort, username, password, forceHttps, proxyUris, tls, next);
  }

  /** All proxies, this one included, each with where its API is asked. */
  public List<ProxyUri> proxies() {
    return IntStream.range(0, proxyUris.size()).mapToObj(this::proxy).toList();
  }

  private ProxyUri proxy(int i) {
    ProxyUri uri = ProxyUri.of(proxyUris.get(i));
    return others.addresses().isEmpty() ? uri : uri.askedAt(ProxyUri.of(others.addresses().get(i)));
  }

  /** Leaves the credentials out, so that no log can show them. */
  @Override
  public String toString() {
    return "ApiConfig[port=" + port + ", aggregatorPort=" + aggregatorPort + "]";
  }
}
