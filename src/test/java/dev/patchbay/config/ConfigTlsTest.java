package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.TestCertificates;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTlsTest {
  private static final TestCertificates AUTHORITY = TestCertificates.authority();
  private static final TestCertificates.Server EC = AUTHORITY.server("localhost");
  private static final TestCertificates.Server RSA = AUTHORITY.rsaServer("localhost");

  private static String withApiTls(String certificate, String key) {
    return Texts.with(
        "HealthPort:",
        "  TLS:\n    Enabled: true\n    Certificate: %s\n    PrivateKey: %s\nHealthPort:"
            .formatted(quoted(certificate), quoted(key)));
  }

  private static String withAgentTls(String serverName, String ca) {
    return Texts.MINIMAL
        + "GaleraAgentTLS: {Enabled: true, ServerName: %s, CA: %s}\n"
            .formatted(quoted(serverName), quoted(ca));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\n", "\\n").replace("\r", "\\r") + '"';
  }

  /** The key inside a PKCS#8 RSA key, as tools that write PKCS#1 have it. */
  private static String asPkcs1(String pkcs8) {
    byte[] der = Base64.getMimeDecoder().decode(pkcs8.replaceAll("-----[A-Z ]+-----", "").strip());
    int header = 26;
    byte[] inner = Arrays.copyOfRange(der, header, der.length);
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(inner);
    return "-----BEGIN RSA PRIVATE KEY-----\n" + body + "\n-----END RSA PRIVATE KEY-----\n";
  }

  @Test
  void load_apiTls() throws ConfigException {
    ApiConfig.Tls ec = new ApiConfig.Tls(EC.certificatePem(), EC.keyPem());
    ApiConfig.Tls rsa = new ApiConfig.Tls(RSA.certificatePem(), RSA.keyPem());

    assertThat(Texts.load(withApiTls(ec.certificate(), ec.privateKey())).api().tls()).contains(ec);
    assertThat(Texts.load(withApiTls(rsa.certificate(), rsa.privateKey())).api().tls())
        .contains(rsa);
  }

  @Test
  void load_certificateWithItsChain() throws ConfigException {
    String chain = EC.certificatePem() + "\n" + AUTHORITY.caPem();

    assertThat(Texts.load(withApiTls(chain, EC.keyPem())).api().tls())
        .contains(new ApiConfig.Tls(chain, EC.keyPem()));
  }

  @Test
  void load_rsaPrivateKeyIsReadAndCompared() throws ConfigException {
    String pkcs1 = asPkcs1(RSA.keyPem());

    assertThat(Texts.load(withApiTls(RSA.certificatePem(), pkcs1)).api().tls()).isPresent();
    assertThat(Texts.faults(withApiTls(AUTHORITY.rsaServer("b").certificatePem(), pkcs1)))
        .hasSize(1);
  }

  @Test
  void load_keyOfAnotherCertificate() {
    for (TestCertificates.Server other :
        new TestCertificates.Server[] {RSA, AUTHORITY.server("b")}) {
      assertThat(Texts.faults(withApiTls(EC.certificatePem(), other.keyPem())))
          .containsExactly(
              "API.TLS.PrivateKey: broken, or not the key of the first certificate in API.TLS.Certificate"
                  + " (line 23), expected the key that belongs to it");
    }
  }

  @Test
  void load_certificateWithoutKey() {
    String text =
        Texts.with(
            "HealthPort:",
            "  TLS: {Enabled: true, Certificate: %s}\nHealthPort:"
                .formatted(quoted(EC.certificatePem())));

    assertThat(Texts.faults(text))
        .singleElement()
        .asString()
        .startsWith("API.TLS.PrivateKey: missing, expected PEM text of a private key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no PEM at all",
        "-----BEGIN PRIVATE KEY-----\nMIGHAgEA\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIGHAgEA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nhello\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIGHAgEA",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGH\n-----END ENCRYPTED PRIVATE KEY-----"
      })
  void load_keyThatIsNone(String key) {
    ConfigException e = Texts.fail(withApiTls(EC.certificatePem(), key));

    assertThat(e.faults())
        .singleElement()
        .asString()
        .matches(
            "API.TLS.PrivateKey: (a value that is not shown|broken, or not the key of .*)"
                + " \\(line 23\\), expected .*");
    assertThat(e.getMessage()).doesNotContain("MIGH", "no PEM", "hello");
  }

  @Test
  void load_keyAndCertificateSwapped_showsNeither() {
    ConfigException e = Texts.fail(withApiTls(EC.keyPem(), EC.certificatePem()));

    assertThat(e.faults()).hasSize(2);
    assertThat(e.getMessage()).doesNotContain("BEGIN", EC.keyPem().lines().toList().get(1));
  }

  /** As openssl writes it: the curve first, and then the key in a form of its own. */
  @Test
  void load_ecPrivateKeyAsOpensslWritesIt_mustBeTheCertificates() throws Exception {
    String own = sec1(EC.keyPem());
    String other = sec1(AUTHORITY.server("other").keyPem());

    assertThat(Texts.load(withApiTls(EC.certificatePem(), own)).api().tls()).isPresent();
    for (String wrong : new String[] {other, sec1Of(new byte[] {0x30, 0x00})}) {
      assertThat(Texts.faults(withApiTls(EC.certificatePem(), wrong)))
          .singleElement()
          .asString()
          .startsWith("API.TLS.PrivateKey: broken, or not the key of the first certificate");
    }
  }

  /** SEQUENCE { INTEGER 1, OCTET STRING of the number, [0] { the curve's name } }, as RFC 5915. */
  private static String sec1(String pkcs8Pem) throws Exception {
    String base64 = pkcs8Pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    ECPrivateKey key =
        (ECPrivateKey)
            KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    byte[] number = key.getS().toByteArray();
    byte[] fixed = new byte[32];
    int from = Math.max(0, number.length - 32);
    System.arraycopy(number, from, fixed, 32 - (number.length - from), number.length - from);
    return sec1Of(
        HexFormat.of()
            .parseHex(
                "3031"
                    + "020101"
                    + "0420"
                    + HexFormat.of().formatHex(fixed)
                    + "a00a"
                    + "06082a8648ce3d030107"));
  }

  private static String sec1Of(byte[] der) {
    return "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        + "-----BEGIN EC PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END EC PRIVATE KEY-----\n";
  }

  @Test
  void load_agentTls() throws ConfigException {
    String two = AUTHORITY.caPem() + "\n" + TestCertificates.authority().caPem();

    assertThat(Texts.load(withAgentTls("agent.internal", two)).galeraAgentTls())
        .contains(new PatchbayConfig.AgentTls("agent.internal", two));
  }

  @Test
  void load_caThatIsNoPem() {
    String cut = AUTHORITY.caPem().lines().limit(3).collect(Collectors.joining("\n"));
    for (String ca : new String[] {"", "hello", cut, AUTHORITY.caPem().replace('M', '!')}) {
      assertThat(Texts.faults(withAgentTls("a", ca)))
          .singleElement()
          .asString()
          .startsWith("GaleraAgentTLS.CA: ")
          .endsWith(
              "(line 21), expected PEM text of one or more certificates, or the absolute path of a"
                  + " file with it");
    }
  }

  @Test
  void load_agentTlsWithNothingElse() {
    assertThat(Texts.faults(Texts.MINIMAL + "GaleraAgentTLS: {Enabled: 'true'}"))
        .containsExactly(
            "GaleraAgentTLS.ServerName: missing, expected the name in the agents' certificates",
            "GaleraAgentTLS.CA: missing, expected PEM text of one or more certificates, or the"
                + " absolute path of a file with it");
  }

  @Test
  void load_disabledTlsIsNotLookedAt() throws ConfigException {
    String text =
        Texts.with("HealthPort:", "  TLS: {Enabled: false, Certificate: x}\nHealthPort:")
            + "GaleraAgentTLS: {Enabled: false, ServerName: [], CA: x}";

    LoadedConfig loaded = ConfigLoader.load(text, "test");

    assertThat(loaded.config()).isEqualTo(Texts.load(Texts.MINIMAL));
    assertThat(loaded.warnings()).isEmpty();
  }
}
