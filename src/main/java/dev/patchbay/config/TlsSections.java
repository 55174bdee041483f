package dev.patchbay.config;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads {@code API.TLS} and {@code GaleraAgentTLS}; while they are off, nobody checks them. What is
 * PEM may be given as such or as a file's path; what leaves here is the text in either case.
 */
final class TlsSections {
  private static final String KEY_EXPECTED =
      "PEM text of a private key without a passphrase, as RSA PRIVATE KEY, EC PRIVATE KEY or"
          + " PRIVATE KEY";

  private TlsSections() {}

  static Optional<ApiConfig.Tls> server(Section tls) {
    if (!tls.flag("Enabled")) {
      tls.ignore("Certificate", "PrivateKey");
      return Optional.empty();
    }
    return Optional.of(ownCertificate(tls));
  }

  /** What a server of ours shows, and its key. */
  static ApiConfig.Tls ownCertificate(Section tls) {
    String certificate =
        pem(tls, "Certificate", "PEM text of a certificate", TlsSections::isCertificates);
    String key = pem(tls, "PrivateKey", KEY_EXPECTED, Pem::isPrivateKey);
    if (isCertificates(certificate) && !key.isEmpty() && !Pem.belongTogether(certificate, key)) {
      tls.reject(
          "PrivateKey",
          "broken, or not the key of the first certificate in " + tls.pathOf("Certificate"),
          "the key that belongs to it");
    }
    return new ApiConfig.Tls(certificate, key);
  }

  static Optional<PatchbayConfig.AgentTls> agent(Section tls) {
    if (!tls.flag("Enabled")) {
      tls.ignore("ServerName", "CA");
      return Optional.empty();
    }
    return Optional.of(
        new PatchbayConfig.AgentTls(
            tls.text("ServerName", "the name in the agents' certificates", Words::isOne),
            pem(tls, "CA", "PEM text of one or more certificates", TlsSections::isCertificates)));
  }

  /** PEM text under this key, or that of the file that it names; empty if it is neither. */
  static String pem(Section tls, String key, String pem, Predicate<String> test) {
    String expected = pem + PemFile.EXPECTED;
    String given = tls.text(key, expected, text -> PemFile.isPath(text) || test.test(text));
    if (!PemFile.isPath(given)) {
      return given;
    }
    try {
      String text = PemFile.read(given);
      if (test.test(text)) {
        return text;
      }
      tls.reject(key, "the file \"" + Faults.oneLine(given) + "\" holds something else", expected);
    } catch (IOException e) {
      tls.reject(key, "cannot read \"" + Faults.oneLine(given) + "\": " + e.getMessage(), expected);
    }
    return "";
  }

  static boolean isCertificates(String pem) {
    return !Pem.certificates(pem).isEmpty();
  }
}
