package dev.patchbay.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.ConfigSource;
import dev.patchbay.config.LoadedConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of {@code kubernetes/}: what the API takes, and what fits together. */
class KubernetesTest {
  private static final String HARDENED =
      "{allowPrivilegeEscalation=false, readOnlyRootFilesystem=true, capabilities={drop=[ALL]}}";

  @TempDir private Path directory;

  private LoadedConfig config() throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("cn=patchbay")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path certificate = directory.resolve("tls.crt");
    Path key = directory.resolve("tls.key");
    Files.writeString(certificate, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
    Path file = directory.resolve("config.yml");
    Files.writeString(
        file,
        Files.readString(Manifest.DIRECTORY.resolve("config.yml"))
            .replace("/etc/patchbay/tls/tls.crt", certificate.toString())
            .replace("/etc/patchbay/tls/tls.key", key.toString()));
    return ConfigLoader.load(ConfigSource.read(file, "the test"));
  }

  @Test
  void everyResource_fitsTheApisSchema() throws Exception {
    for (Map<String, Object> resource : Manifest.resources()) {
      ApiSchema.check(resource);
    }
    ApiSchema.checkContainer(
        Manifest.documents(Manifest.DIRECTORY.resolve("agent-sidecar.yml")).get(0));
  }

  @Test
  void schemas_findWhatIsMisspelt_missingOrOfAnotherType() throws Exception {
    Map<String, Object> deployment =
        Manifest.documents(Manifest.DIRECTORY.resolve("proxy-a.yml")).get(1);
    Map<String, Object> pod = Manifest.map(Manifest.at(deployment, "spec", "template", "spec"));
    Map<String, Object> container = Manifest.container(pod);

    container.put("readynessProbe", Map.of());
    assertThatThrownBy(() -> ApiSchema.check(deployment)).hasMessageContaining("readynessProbe");
    container.remove("readynessProbe");
    Object name = container.remove("name");
    assertThatThrownBy(() -> ApiSchema.check(deployment)).hasMessageContaining("name");
    container.put("name", name);
    container.put("args", "no list");
    assertThatThrownBy(() -> ApiSchema.check(deployment)).hasMessageContaining("args");
  }

  @Test
  void configuration_isValid_butForTheExamplesPassword() throws Exception {
    LoadedConfig config = config();

    assertThat(config.warnings()).singleElement().asString().contains("API.Password");
    assertThat(config.config().api().proxies()).hasSize(2);
  }

  @Test
  void proxies_areTheSame_butForTheirNames() throws Exception {
    String a = withoutComment("proxy-a.yml");
    String b = withoutComment("proxy-b.yml");

    assertThat(exchanged(a)).isEqualTo(b);
  }

  private static String withoutComment(String file) throws IOException {
    String text = Files.readString(Manifest.DIRECTORY.resolve(file));
    return text.substring(text.indexOf("apiVersion"));
  }

  private static String exchanged(String text) {
    return Pattern.compile("(patchbay-|proxy: )([ab])\\b")
        .matcher(text)
        .replaceAll(found -> found.group(1) + (found.group(2).equals("a") ? "b" : "a"));
  }

  @Test
  void ports_andNamesOfTheOtherProxy_areThoseOfTheConfiguration() throws Exception {
    Map<String, Object> config =
        Manifest.documents(Manifest.DIRECTORY.resolve("config.yml")).get(0);
    Map<String, Object> ports =
        Map.of(
            "mysql", Manifest.at(config, "Proxy", "Port"),
            "api", Manifest.at(config, "API", "Port"),
            "springboard", Manifest.at(config, "API", "AggregatorPort"),
            "health", config.get("HealthPort"));

    assertThat(Manifest.pods())
        .hasSize(2)
        .allSatisfy(
            pod -> {
              List<Object> declared = Manifest.list(Manifest.container(pod).get("ports"));
              assertThat(declared).hasSize(4);
              assertThat(declared)
                  .extracting(Manifest::map)
                  .allSatisfy(
                      port ->
                          assertThat(port.get("containerPort"))
                              .isEqualTo(ports.get(port.get("name"))));
            });
    Stream<Object> headless =
        Manifest.resources().stream()
            .filter(resource -> "None".equals(Manifest.at(resource, "spec", "clusterIP")))
            .map(service -> "https://" + Manifest.at(service, "metadata", "name") + ":8080");
    assertThat(Manifest.list(Manifest.at(config, "API", "ProxyURIs")))
        .containsExactlyElementsOf(headless.toList());
  }

  @Test
  void stop_drainsWithinTheGracePeriod() throws Exception {
    long delay = config().config().proxy().shutdownDelaySeconds();

    assertThat(Manifest.pods())
        .allSatisfy(
            pod -> {
              Map<String, Object> container = Manifest.container(pod);
              List<Object> stop =
                  Manifest.list(Manifest.at(container, "lifecycle", "preStop", "exec", "command"));
              assertThat(stop)
                  .containsSubsequence(
                      "ctl", "--config", "/etc/patchbay/config.yml", "drain", "--yes");
              long deadline = Long.parseLong(stop.get(stop.indexOf("--deadline") + 1).toString());
              Number grace = (Number) pod.get("terminationGracePeriodSeconds");
              assertThat(grace.longValue()).isGreaterThanOrEqualTo(deadline + delay + 10);
              assertThat(Manifest.at(container, "readinessProbe", "httpGet", "port"))
                  .isEqualTo("health");
              assertThat(container.get("livenessProbe").toString()).doesNotContain("health");
            });
  }

  @Test
  void pods_haveNoRights() throws Exception {
    assertThat(Manifest.pods())
        .allSatisfy(
            pod -> {
              assertThat(Manifest.container(pod).get("securityContext")).hasToString(HARDENED);
              assertThat(Manifest.map(pod.get("securityContext")))
                  .containsEntry("runAsNonRoot", true)
                  .containsEntry("runAsUser", 65532);
              assertThat(pod).containsEntry("automountServiceAccountToken", false);
            });
  }
}
