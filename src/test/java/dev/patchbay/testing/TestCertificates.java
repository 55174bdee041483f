package dev.patchbay.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority that lives as long as one test, and what it signs. Thread safe. */
public final class TestCertificates {
  private final X509Bundle authority;

  private TestCertificates(X509Bundle authority) {
    this.authority = authority;
  }

  /**
   * What a TLS server needs.
   *
   * @param certificatePem the server's own certificate, without its authority
   * @param keyPem its private key, PKCS#8
   */
  public record Server(String certificatePem, String keyPem) {
    /** The certificate itself. */
    public X509Certificate certificate() {
      return certificateOf(certificatePem);
    }

    /** The key itself. */
    public PrivateKey key() {
      return build(
          () ->
              KeyFactory.getInstance(certificate().getPublicKey().getAlgorithm())
                  .generatePrivate(
                      new PKCS8EncodedKeySpec(
                          Base64.getDecoder()
                              .decode(keyPem.replaceAll("-----[A-Z ]+-----|\\s", "")))));
    }

    /** The settings of such a server. */
    public SSLContext context() {
      return build(
          () -> {
            char[] none = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", key(), none, new Certificate[] {certificate()});
            KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
          });
    }
  }

  private static X509Certificate certificateOf(String pem) {
    return build(
        () ->
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes())));
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return certificateOf(caPem());
  }

  /** A new authority, known to nobody else. */
  public static TestCertificates authority() {
    return build(
        () ->
            new TestCertificates(
                new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Test authority")
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(
                        true,
                        CertificateBuilder.KeyUsage.keyCertSign,
                        CertificateBuilder.KeyUsage.cRLSign)
                    .buildSelfSigned()));
  }

  /** The authority's own certificate, PEM text. */
  public String caPem() {
    return authority.getCertificatePEM();
  }

  /** A server certificate for these DNS names and IP addresses, valid for a day, with an EC key. */
  public Server server(String name, String... moreNames) {
    return issue(leaf(name, moreNames).ecp256());
  }

  /** The same as {@link #server}, with an RSA key. */
  public Server rsaServer(String name, String... moreNames) {
    return issue(leaf(name, moreNames).rsa2048());
  }

  /** The same as {@link #server}, but its time ran out an hour ago. */
  public Server expiredServer(String name, String... moreNames) {
    return issue(leaf(name, moreNames).ecp256().notAfter(Instant.now().minus(Duration.ofHours(1))));
  }

  private Server issue(CertificateBuilder leaf) {
    X509Bundle bundle = build(() -> leaf.buildIssuedBy(authority));
    return new Server(bundle.getCertificatePEM(), bundle.getPrivateKeyPEM());
  }

  private static CertificateBuilder leaf(String name, String... moreNames) {
    CertificateBuilder leaf =
        new CertificateBuilder()
            .subject("CN=" + name)
            .notBefore(Instant.now().minus(Duration.ofHours(12)))
            .notAfter(Instant.now().plus(Duration.ofHours(12)))
            .addExtendedKeyUsageServerAuth();
    addName(leaf, name);
    for (String more : moreNames) {
      addName(leaf, more);
    }
    return leaf;
  }

  private static void addName(CertificateBuilder leaf, String name) {
    boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    if (address) {
      leaf.addSanIpAddress(name);
    } else {
      leaf.addSanDnsName(name);
    }
  }

  private interface Step<T> {
    T run() throws Exception;
  }

  private static <T> T build(Step<T> step) {
    try {
      return step.run();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make a test certificate", e);
    }
  }
}
