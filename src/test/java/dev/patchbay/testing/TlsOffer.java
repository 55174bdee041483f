package dev.patchbay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What each of our TLS listeners has to offer, and what not. */
public final class TlsOffer {
  private static final List<String> TLS13 =
      List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

  private TlsOffer() {}

  /**
   * Fails unless the listener takes ECDHE with AES-GCM or ChaCha20, TLS 1.3, and nothing else.
   *
   * @param key of its certificate: {@code RSA} or {@code ECDSA}
   */
  public static void check(String listener, int port, String key) throws Exception {
    assertThat(OpenSsl.suitesOfTls12(port))
        .as("what %s takes of TLS 1.2", listener)
        .containsExactlyInAnyOrder(
            "ECDHE-" + key + "-AES256-GCM-SHA384",
            "ECDHE-" + key + "-AES128-GCM-SHA256",
            "ECDHE-" + key + "-CHACHA20-POLY1305");
    assertThat(OpenSsl.suitesOfTls13(port))
        .as("what %s takes of TLS 1.3", listener)
        .isEqualTo(TLS13);
    for (String old : List.of("-tls1", "-tls1_1")) {
      assertThat(OpenSsl.handshake(port, old, "-cipher", "ALL:@SECLEVEL=0"))
          .as("%s with %s", listener, old)
          .isEmpty();
    }
    // Whoever can prove its key by SHA-1 alone has no business here.
    assertThat(
            OpenSsl.handshake(
                port,
                "-tls1_2",
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-sigalgs",
                key.equals("RSA") ? "RSA+SHA1" : "ECDSA+SHA1"))
        .as("%s with signatures by SHA-1", listener)
        .isEmpty();
  }
}
