package dev.patchbay.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys as PEM text. What it finds wrong it says without the text. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----([^-]*)-----END \\1PRIVATE KEY-----");
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** DER for: version 0, and the algorithm rsaEncryption without parameters. */
  private static final byte[] RSA_HEADER =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

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

  /** Whether the text holds a private key without a passphrase, in one of the three usual forms. */
  static boolean isPrivateKey(String pem) {
    Matcher key = KEY.matcher(pem);
    if (!key.find()) {
      return false;
    }
    if (key.group(1).equals("EC ")) {
      byte[] der = decode(key.group(2));
      return der.length > 0 && der[0] == SEQUENCE;
    }
    return privateKey(pem).isPresent();
  }

  /** Whether the key is the certificate's. An {@code EC PRIVATE KEY} is taken at its word. */
  static boolean belongTogether(X509Certificate certificate, String keyPem) {
    return privateKey(keyPem).map(key -> signsFor(certificate, key)).orElse(true);
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

  private static Optional<PrivateKey> privateKey(String pem) {
    Matcher key = KEY.matcher(pem);
    if (!key.find() || key.group(1).equals("EC ")) {
      return Optional.empty();
    }
    byte[] der = decode(key.group(2));
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(key.group(1).isEmpty() ? der : rsaAsPkcs8(der));
    for (String algorithm : ALGORITHMS) {
      try {
        return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
      } catch (GeneralSecurityException e) {
        // Not of this kind; perhaps of the next one.
      }
    }
    return Optional.empty();
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] rsaAsPkcs8(byte[] pkcs1) {
    return der(SEQUENCE, RSA_HEADER, der(OCTET_STRING, new byte[0], pkcs1));
  }

  /** One DER value of 256 to 65535 bytes, as any RSA key of 1024 bits or more is. */
  private static byte[] der(int tag, byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = first.length + second.length;
    out.write(tag);
    out.write(0x82);
    out.write(length >>> 8);
    out.write(length);
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
