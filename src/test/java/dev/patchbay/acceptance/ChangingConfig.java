package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.TestCertificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/**
 * A configuration file that an operator changes while its proxy runs: a node leaves and comes back,
 * a time is changed, the certificate of the API is renewed in its files.
 */
final class ChangingConfig {
  private static final TestCertificates AUTHORITY = TestCertificates.authority();

  private final Path directory;
  private final ProxyConfigText complete;
  private final int leaving;
  private boolean without;
  private int intervalMillis = ProxyConfigText.HEALTH_INTERVAL_MILLIS;
  private Certificate certificate;

  /**
   * Writes the first one, with all nodes.
   *
   * @param leaving the node that leaves and comes back
   */
  ChangingConfig(GaleraCluster cluster, int leaving, Path directory) throws Exception {
    this.directory = directory;
    this.leaving = leaving;
    ProxyConfigText plain = ProxyConfigText.of(cluster, ActiveNodePolicy.STICKY);
    String tls =
        "API:\n  TLS: {Enabled: true, Certificate: %1$s/tls.crt, PrivateKey: %1$s/tls.key}\n"
            .formatted(directory);
    this.complete = plain.with(plain.yaml().replace("API:\n", tls));
    renewCertificate();
    write();
  }

  ProxyConfigText text() {
    return complete;
  }

  void removeNode() throws IOException {
    without = true;
    write();
  }

  void addNode() throws IOException {
    without = false;
    write();
  }

  void changeInterval() throws IOException {
    intervalMillis = intervalMillis == 500 ? 450 : 500;
    write();
  }

  /** Changes two files that the configuration names, and not the configuration. */
  void renewCertificate() throws IOException, CertificateException {
    TestCertificates.Server issued = AUTHORITY.server("localhost");
    Files.writeString(directory.resolve("tls.crt"), issued.certificatePem());
    Files.writeString(directory.resolve("tls.key"), issued.keyPem());
    certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(issued.certificatePem().getBytes()));
  }

  /** The one that was issued last. */
  Certificate certificate() {
    return certificate;
  }

  private void write() throws IOException {
    String yaml =
        complete
            .yaml()
            .replaceFirst(
                "HealthcheckIntervalMillis: \\d+", "HealthcheckIntervalMillis: " + intervalMillis);
    if (without) {
      String less = yaml.replaceFirst("    - Name: node" + leaving + "\n(?:      .*\n)*", "");
      assertThat(less).isNotEqualTo(yaml);
      yaml = less;
    }
    Files.writeString(directory.resolve("config.yml"), yaml);
  }
}
