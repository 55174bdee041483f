package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys in files that the configuration names. */
class PemFileTest {
  private static final TestCertificates AUTHORITY = TestCertificates.authority();
  private static final TestCertificates.Server FIRST = AUTHORITY.server("localhost");
  private static final TestCertificates.Server SECOND = AUTHORITY.server("localhost");

  @TempDir private Path directory;
  private Path certificate;
  private Path key;
  private Path ca;
  private String text;

  @BeforeEach
  void write() throws Exception {
    certificate = Files.writeString(directory.resolve("tls.crt"), FIRST.certificatePem());
    key = Files.writeString(directory.resolve("tls.key"), FIRST.keyPem());
    ca = Files.writeString(directory.resolve("ca.crt"), AUTHORITY.caPem());
    text =
        Texts.with(
                "HealthPort:",
                "  TLS: {Enabled: true, Certificate: %s, PrivateKey: %s}\nHealthPort:"
                    .formatted(certificate, key))
            + "GaleraAgentTLS: {Enabled: true, ServerName: agent, CA: %s}\n".formatted(ca);
  }

  @Test
  void filesThatAreNamed_areReadLikeTextInTheirPlace() throws Exception {
    PatchbayConfig config = Texts.load(text);

    assertThat(config.api().tls())
        .contains(new ApiConfig.Tls(FIRST.certificatePem(), FIRST.keyPem()));
    assertThat(config.galeraAgentTls())
        .contains(new PatchbayConfig.AgentTls("agent", AUTHORITY.caPem()));
  }

  @Test
  void filesWithOtherContents_areAChangeOfTheSameText() throws Exception {
    PatchbayConfig before = Texts.load(text);

    Files.writeString(certificate, SECOND.certificatePem());
    Files.writeString(key, SECOND.keyPem());
    Files.writeString(ca, TestCertificates.authority().caPem());

    assertThat(ConfigChange.between(before, Texts.load(text)))
        .containsExactly(
            new ConfigChange("API.TLS.Certificate", "API.TLS.Certificate changed", false),
            new ConfigChange("API.TLS.PrivateKey", "API.TLS.PrivateKey changed", false),
            new ConfigChange("GaleraAgentTLS.CA", "GaleraAgentTLS.CA changed", false));
  }

  @Test
  void certificateWhoseKeyIsNotThereYet_isRefused() throws Exception {
    Files.writeString(certificate, SECOND.certificatePem());

    assertThat(Texts.faults(text))
        .singleElement()
        .asString()
        .startsWith("API.TLS.PrivateKey: broken, or not the key of the first certificate");
  }

  @Test
  void fileThatCannotBeUsed_isNamedWithItsReason_andItsContentsAreNotShown() throws Exception {
    Files.delete(certificate);
    Files.writeString(key, "s3cret and no key");
    Files.delete(ca);
    Files.createDirectory(ca);

    List<String> faults = Texts.faults(text);

    assertThat(faults).hasSize(3);
    assertThat(faults.get(0))
        .startsWith("API.TLS.Certificate: cannot read \"" + shown(certificate))
        .contains("there is no such file", "or the absolute path of a file with it");
    assertThat(faults.get(1))
        .startsWith("API.TLS.PrivateKey: the file \"" + shown(key))
        .contains("holds something else")
        .doesNotContain("s3cret");
    assertThat(faults.get(2)).contains("GaleraAgentTLS.CA", "not a regular file");
  }

  @Test
  void fileThatIsTooLarge_isNotRead() throws Exception {
    Files.write(ca, new byte[(1 << 20) + 1]);

    assertThat(Texts.faults(text))
        .singleElement()
        .asString()
        .contains("GaleraAgentTLS.CA", "larger than 1048576 bytes");
  }

  /** As much of it as a message shows. */
  private static String shown(Path path) {
    return path.toString().substring(0, 10);
  }
}
