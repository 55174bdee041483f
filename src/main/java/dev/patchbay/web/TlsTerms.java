package dev.patchbay.web;

import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.util.Set;

/**
 * What every TLS listener of ours offers, decided here alone: TLS 1.3, and TLS 1.2 with a fresh key
 * for each connection (ECDHE) and an authenticated cipher (AES-GCM or ChaCha20). So nobody who
 * records connections reads them once a key is lost, and there is no CBC, no DHE, no plain RSA key
 * exchange and no SHA-1 in it.
 */
final class TlsTerms {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private static final Set<String> SUITES =
      Set.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private TlsTerms() {}

  /** For a server that is about to listen; without effect where it speaks no TLS. */
  static void apply(TCPSSLOptions options) {
    options.setSslEngineOptions(new TlsEngine());
    SUITES.forEach(options::addEnabledCipherSuite);
    options.setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  /** For a server that listens, and goes on with another certificate on the same engine. */
  static void apply(ServerSSLOptions options) {
    SUITES.forEach(options::addEnabledCipherSuite);
    options.setEnabledSecureTransportProtocols(PROTOCOLS);
  }
}
