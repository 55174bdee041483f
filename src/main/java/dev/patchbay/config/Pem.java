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
import java.util.Arrays;
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

  /** Whether the key is the certificate's. */
  static boolean belongTogether(X509Certificate certificate, String keyPem) {
    Matcher key = KEY.matcher(keyPem);
    Optional<PrivateKey> found =
        key.find() && key.group(1).equals("EC ")
            ? load("EC", ecAsPkcs8(decode(key.group(2)), certificate))
            : privateKey(keyPem);
    return found.filter(k -> signsFor(certificate, k)).isPresent();
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
    byte[] pkcs8 = key.group(1).isEmpty() ? der : rsaAsPkcs8(der);
    return ALGORITHMS.stream().flatMap(a -> load(a, pkcs8).stream()).findFirst();
  }

  /** Empty if the key is of another kind, or none. */
  private static Optional<PrivateKey> load(String algorithm, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
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

  /**
   * The curve is that of the certificate, whose public key begins with its name; a key on another
   * one is not this certificate's.
   */
  private static byte[] ecAsPkcs8(byte[] sec1, X509Certificate certificate) {
    byte[] publicKey = certificate.getPublicKey().getEncoded();
    // Tag and length of the whole, then the algorithm: tag, length of less than 128 bytes, content.
    int at = 2 + (publicKey[1] < 0 ? publicKey[1] & 0x7f : 0);
    byte[] algorithm = Arrays.copyOfRange(publicKey, at, at + 2 + publicKey[at + 1]);
    byte[] version = {0x02, 0x01, 0x00};
    byte[] head = Arrays.copyOf(version, version.length + algorithm.length);
    System.arraycopy(algorithm, 0, head, version.length, algorithm.length);
    return der(SEQUENCE, head, der(OCTET_STRING, new byte[0], sec1));
  }

  /** One DER value of at most 65535 bytes. */
  private static byte[] der(int tag, byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = first.length + second.length;
    out.write(tag);
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >>> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
