package dev.patchbay.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The web side of the proxy.
 *
 * @param operator who may look and change
 * @param reader who may look and change nothing; empty if there is nobody such
 * @param forceHttps answer requests that did not come by https with a redirect
 * @param proxyUris where all proxies' dashboards are, for the springboard; see {@link ProxyUri}
 * @param tls certificate for the API, aggregator, health and metrics listeners; empty means http
 * @param others how the proxies of {@code proxyUris} are asked
 */
public record ApiConfig(
    int port,
    int aggregatorPort,
    Login operator,
    Optional<Login> reader,
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

  /** One with an operator alone that says nothing of how other proxies are asked. */
  public ApiConfig(
      int port,
      int aggregatorPort,
      String username,
      String password,
      boolean forceHttps,
      List<String> proxyUris,
      Optional<Tls> tls) {
    this(
        port,
        aggregatorPort,
        new Login(username, password),
        Optional.empty(),
        forceHttps,
        proxyUris,
        tls,
        OtherProxies.DEFAULT);
  }

  /** The same with other proxies that are asked in this way. */
  public ApiConfig asking(OtherProxies next) {
    return new ApiConfig(port, aggregatorPort, operator, reader, forceHttps, proxyUris, tls, next);
  }

  /** The same with somebody who may look, or nobody. */
  public ApiConfig readBy(Optional<Login> next) {
    return new ApiConfig(port, aggregatorPort, operator, next, forceHttps, proxyUris, tls, others);
  }

  /**
   * As whom the other proxies are asked: as the operator; if only the hash of that password is
   * known, as the reader. Empty if no password is known that could be sent.
   */
  public Optional<Login> asker() {
    return operator.password().plain().isPresent()
        ? Optional.of(operator)
        : reader.filter(login -> login.password().plain().isPresent());
  }

  /**
   * Why this proxy is not asked, in a few words; empty if it may be.
   *
   * @param proxy one of {@link #proxies}
   */
  public Optional<String> whyNot(ProxyUri proxy) {
    return others
        .whyNot(proxy)
        .or(
            () ->
                asker().isPresent()
                    ? Optional.empty()
                    : Optional.of(
                        "not asked: of the API's password only a hash is known, and there is no"
                            + " API.ReadOnly with a password"));
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
