package dev.patchbay.web;

import dev.patchbay.tls.TlsPolicy;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TCPSSLOptions;

/** Has Vert.x offer what {@link TlsPolicy} says. */
final class TlsTerms {
  private TlsTerms() {}

  /** For a server that is about to listen; without effect where it speaks no TLS. */
  static void apply(TCPSSLOptions options) {
    options.setSslEngineOptions(new TlsEngine());
    TlsPolicy.SUITES.forEach(options::addEnabledCipherSuite);
    options.setEnabledSecureTransportProtocols(TlsPolicy.PROTOCOLS);
  }

  /** For a server that listens, and goes on with another certificate on the same engine. */
  static void apply(ServerSSLOptions options) {
    TlsPolicy.SUITES.forEach(options::addEnabledCipherSuite);
    options.setEnabledSecureTransportProtocols(TlsPolicy.PROTOCOLS);
  }
}
