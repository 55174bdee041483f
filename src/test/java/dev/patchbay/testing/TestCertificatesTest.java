package dev.patchbay.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {
  private final TestCertificates ca = TestCertificates.authority();

  @Test
  void server_isSignedByItsOwnAuthorityOnlyAndNamesNameAndAddress() throws Exception {
    TestCertificates.Server server = ca.server("agent.internal", "127.0.0.1");

    X509Certificate certificate = parse(server.certificatePem());
    certificate.checkValidity();
    certificate.verify(parse(ca.caPem()).getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .containsExactly("agent.internal", "127.0.0.1");
    assertThatThrownBy(
            () -> certificate.verify(parse(TestCertificates.authority().caPem()).getPublicKey()))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void keys_arePkcs8() throws Exception {
    assertThat(key(ca.server("a").keyPem(), "EC")).isNotNull();
    assertThat(key(ca.rsaServer("a").keyPem(), "RSA")).isNotNull();
  }

  @Test
  void expiredServer_isExpired() throws Exception {
    X509Certificate certificate = parse(ca.expiredServer("a").certificatePem());

    assertThatThrownBy(certificate::checkValidity).isInstanceOf(CertificateExpiredException.class);
  }

  private static X509Certificate parse(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Object key(String pem, String algorithm) throws Exception {
    String body = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
  }
}
