package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.TestCertificates;
import dev.patchbay.topology.ListenerTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The TLS of an entry of Listeners. */
class ConfigListenerTlsTest {
  private static final TestCertificates AUTHORITY = TestCertificates.authority();
  private static final TestCertificates.Server OWN = AUTHORITY.rsaServer("proxy");

  @TempDir Path directory;

  @BeforeEach
  void writeFiles() throws Exception {
    Files.writeString(directory.resolve("own.crt"), OWN.certificatePem() + AUTHORITY.caPem());
    Files.writeString(directory.resolve("own.key"), OWN.keyPem());
    Files.writeString(directory.resolve("ca.crt"), AUTHORITY.caPem());
  }

  @Test
  void everyKey_isRead() throws Exception {
    assertThat(
            tls("Required: true, Nodes: always, NodeCA: %s/ca.crt, NodeServerName: node.internal"))
        .contains(
            new ListenerTls(
                List.of(OWN.certificate(), AUTHORITY.certificate()),
                OWN.key(),
                true,
                true,
                List.of(AUTHORITY.certificate()),
                Optional.of("node.internal")));
  }

  @Test
  void certificateAlone_hasTheDefaults() throws Exception {
    ListenerTls tls = tls("NodeCA: ''").orElseThrow();

    assertThat(tls.required()).isFalse();
    assertThat(tls.nodesAlways()).isFalse();
    assertThat(tls.nodeAuthorities()).isEmpty();
    assertThat(tls.nodeServerName()).isEmpty();
    assertThat(tls.toString()).isEqualTo("ListenerTls[...]");
  }

  @Test
  void tlsThatIsOff_isNotLookedAt() throws Exception {
    assertThat(load("{Enabled: false, Certificate: nonsense, Nodes: 7, NodeCA: 7}").get(0).tls())
        .isEmpty();
  }

  @Test
  void faults_nameTheKeyAndNoSecret() {
    List<String> faults =
        faults(
            "{Enabled: true, Certificate: nonsense, PrivateKey: hush, Required: perhaps,"
                + " Nodes: never, NodeCA: nonsense, NodeServerName: two words}");

    assertThat(faults)
        .hasSize(6)
        .contains("Listeners[0].TLS.Nodes: \"never\" (line 22), expected as-client or always")
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].TLS.Certificate: a value that"))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].TLS.PrivateKey: a value that"))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].TLS.Required: \"perhaps\""))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].TLS.NodeCA: a value that"))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].TLS.NodeServerName: \"two"))
        .noneSatisfy(f -> assertThat(f).contains("hush"));
  }

  @Test
  void nameWithoutAnAuthority_isAFault() {
    assertThat(faults(own("NodeServerName: node")))
        .singleElement()
        .asString()
        .startsWith("Listeners[0].TLS.NodeServerName: a name without a Listeners[0].TLS.NodeCA");
  }

  @Test
  void rawListener_hasNone() {
    assertThat(
            Texts.faults(
                Texts.MINIMAL
                    + "Listeners:\n  - {Name: a, Port: 3309, TLS: %s}\n".formatted(own(""))))
        .singleElement()
        .asString()
        .startsWith("Listeners[0].TLS: a listener of protocol raw");
  }

  @Test
  void renewedCertificate_needsNoRestart_andTlsAtAllDoes() throws Exception {
    PatchbayConfig none = config("{Enabled: false}");
    PatchbayConfig before = config(own("Required: true"));
    TestCertificates.Server next = AUTHORITY.server("proxy");
    Files.writeString(directory.resolve("own.crt"), next.certificatePem());
    Files.writeString(directory.resolve("own.key"), next.keyPem());
    PatchbayConfig after = config(own(""));

    assertThat(ConfigChange.between(before, after))
        .containsExactly(
            new ConfigChange("Listeners", "Listeners: the TLS of apps changed", false));
    assertThat(ConfigChange.between(none, before))
        .singleElement()
        .satisfies(change -> assertThat(change.needsRestart()).isTrue())
        .satisfies(change -> assertThat(change.text()).endsWith("logins of 30 s, TLS]"));
  }

  @Test
  void nodes_areMetAsAReloadSays() throws Exception {
    PatchbayConfig before = config(own("Nodes: as-client"));
    PatchbayConfig after = config(own("Nodes: always"));

    assertThat(ConfigChange.between(before, config(own("")))).isEmpty();
    assertThat(ConfigChange.between(before, after))
        .containsExactly(
            new ConfigChange("Listeners", "Listeners: the TLS of apps changed", false));
  }

  private Optional<ListenerTls> tls(String more) throws Exception {
    return load(own(more.replace("%s", directory.toString()))).get(0).tls();
  }

  private String own(String more) {
    return "{Enabled: true, Certificate: %1$s/own.crt, PrivateKey: %1$s/own.key, %2$s}"
        .formatted(directory, more);
  }

  private static List<MysqlPort> load(String tls) throws ConfigException {
    return config(tls).listeners();
  }

  private static PatchbayConfig config(String tls) throws ConfigException {
    return Texts.load(text(tls));
  }

  private static List<String> faults(String tls) {
    return Texts.faults(text(tls));
  }

  private static String text(String tls) {
    return Texts.MINIMAL
        + "Listeners:\n  - {Name: apps, Port: 3309, Protocol: mysql, TLS: %s}\n".formatted(tls);
  }
}
