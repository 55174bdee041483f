package dev.patchbay.config;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Certificates and private keys as PEM text. What it finds wrong it says without the text. A key is
 * judged by loading it as the server does.
 */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----[^-]+-----END \\1PRIVATE KEY-----");

  private Pem() {}

  /** The certificates in the text; none if it holds none, or any of them is broken. */
  static List<X509Certificate> certificates(String pem) {
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      return List.of();
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException | RuntimeException e) {
      // The parser throws plain runtime exceptions as well at some broken encodings.
      return List.of();
    }
  }

  /**
   * Whether the text has the form of a private key without a passphrase, one of the usual three.
   */
  static boolean isPrivateKey(String key) {
    return KEY.matcher(key).find();
  }

  /**
   * Whether the server can load the key, and it is that of the first certificate.
   *
   * @param certificate with one at least
   */
  static boolean belongTogether(String certificate, String key) {
    X509Certificate first = certificates(certificate).get(0);
    return load(certificate, key).filter(k -> signsFor(first, k)).isPresent();
  }

  /** The key, as the server loads it; empty if it cannot be loaded. */
  static Optional<PrivateKey> load(String certificate, String key) {
    try {
      // Without a Vertx: nothing here is a file.
      KeyManagerFactory factory =
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(certificate))
              .addKeyValue(Buffer.buffer(key))
              .getKeyManagerFactory(null);
      return Stream.of(factory.getKeyManagers())
          .filter(X509ExtendedKeyManager.class::isInstance)
          .map(X509ExtendedKeyManager.class::cast)
          .flatMap(Pem::keys)
          .findFirst();
    } catch (Exception e) {
      return Optional.empty();
    }
  }

  private static Stream<PrivateKey> keys(X509ExtendedKeyManager manager) {
    return Stream.of("RSA", "EC", "EdDSA", "Ed25519", "RSASSA-PSS")
        .flatMap(type -> Stream.ofNullable(manager.getServerAliases(type, null)))
        .flatMap(Stream::of)
        .map(manager::getPrivateKey);
  }

  private static boolean signsFor(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] message = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
