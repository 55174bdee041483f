package dev.patchbay.tls;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What every TLS listener of ours offers: TLS 1.3, and TLS 1.2 with a fresh key for each connection
 * (ECDHE) and an authenticated cipher (AES-GCM or ChaCha20). So nobody who records connections
 * reads them once a key is lost, and there is no CBC, no DHE, no plain RSA key exchange and no
 * SHA-1 in it.
 */
public final class TlsPolicy {
  public static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  public static final Set<String> SUITES =
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

  /**
   * Beside the JDK's own constraints, which hold as well. By itself the JDK signs by SHA-1 for a
   * client of TLS 1.2 that offers nothing better; Java 17 has no way to name the signatures of one
   * listener, but this.
   */
  private static final AlgorithmConstraints NO_SHA1 =
      new AlgorithmConstraints() {
        @Override
        public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
          String name = algorithm.toUpperCase(Locale.ROOT);
          return !name.startsWith("SHA1WITH") && !name.startsWith("SHA-1WITH");
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
          return true;
        }

        @Override
        public boolean permits(
            Set<CryptoPrimitive> primitives,
            String algorithm,
            Key key,
            AlgorithmParameters parameters) {
          return permits(primitives, algorithm, parameters);
        }
      };

  private TlsPolicy() {}

  /** Has this engine sign nothing by SHA-1; its protocols and suites stay. */
  public static void withoutSha1(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setAlgorithmConstraints(NO_SHA1);
    engine.setSSLParameters(parameters);
  }

  /** All of the policy, for an engine that has not begun. */
  static SSLParameters strict(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
    // In the JDK's order, by which a server of ours chooses.
    parameters.setCipherSuites(
        Arrays.stream(engine.getSupportedCipherSuites())
            .filter(SUITES::contains)
            .toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setAlgorithmConstraints(NO_SHA1);
    return parameters;
  }
}
