package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.bosh.Rendering.Inputs;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.ConfigSource;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.Login;
import dev.patchbay.config.ProxyUri;
import dev.patchbay.config.ProxyUri.Address;
import dev.patchbay.testing.TestCertificates;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * How the proxies of a deployment ask one another, as the job's templates make it of properties.
 */
class AskingTemplatesTest {
  private static final String CONFIG = "config/proxy.yml";
  private static final String BPM = "config/bpm.yml";
  private static final String DIRECT = "https://10.0.1.1:8080 https://10.0.1.2:8080";

  private static Inputs inputs() {
    return Inputs.ofProxy().with("api_uri", "p.example.com");
  }

  private static Inputs withTls() {
    TestCertificates.Server server = TestCertificates.authority().server("proxy-tls");
    return inputs()
        .with("api_tls.enabled", true)
        .with("api_tls.certificate", server.certificatePem())
        .with("api_tls.private_key", server.keyPem());
  }

  private static Map<String, Object> environment(Inputs inputs) throws Exception {
    Object bpm = ReleaseDir.yaml(Rendering.of("proxy", inputs).text(BPM));
    Map<String, Object> process =
        ReleaseDir.map(ReleaseDir.list(ReleaseDir.map(bpm).get("processes")).get(0));
    return process.containsKey("env") ? ReleaseDir.map(process.get("env")) : Map.of();
  }

  private static Map<String, Object> api(Inputs inputs) throws Exception {
    Object config = ReleaseDir.yaml(Rendering.of("proxy", inputs).text(CONFIG));
    return ReleaseDir.map(ReleaseDir.map(config).get("API"));
  }

  /** As the process reads both. */
  private static LoadedConfig loaded(Inputs inputs) throws Exception {
    String text =
        Rendering.of("proxy", inputs)
            .text(CONFIG)
            .replace(
                "/var/vcap/packages/proxy/static",
                ReleaseDir.PROJECT.resolve("web-dashboard").toString());
    Object addresses = environment(inputs).getOrDefault("PROXY_ADDRESSES", "");
    return ConfigLoader.load(
        ConfigSource.choose(
            Optional.of(text),
            Optional.empty(),
            Map.of("PROXY_ADDRESSES", String.valueOf(addresses))));
  }

  /** What pxc-release's own test of the template expects, word for word. */
  @Test
  void withTls_theOthersAreAskedAtTheirAddresses_andTheFileHasTheContractsKeys() throws Exception {
    Inputs inputs = withTls();

    assertThat(environment(inputs)).isEqualTo(Map.of("PROXY_ADDRESSES", DIRECT));
    assertThat(api(inputs))
        .containsOnlyKeys(
            "ProxyURIs", "Port", "AggregatorPort", "ForceHttps", "Username", "Password", "TLS")
        .containsEntry("ProxyURIs", List.of("0-p.example.com", "1-p.example.com"));
    LoadedConfig loaded = loaded(inputs);
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().api().proxies())
        .extracting(ProxyUri::text)
        .containsExactly("0-p.example.com", "1-p.example.com");
    assertThat(loaded.config().api().proxies())
        .extracting(uri -> uri.address().orElseThrow())
        .containsExactly(new Address(true, "10.0.1.1", 8080), new Address(true, "10.0.1.2", 8080));
  }

  @Test
  void withoutTls_theOthersAreAskedThroughTheRouter_byHttps() throws Exception {
    assertThat(environment(inputs())).isEmpty();
    assertThat(loaded(inputs()).config().api().proxies())
        .extracting(uri -> uri.address().orElseThrow())
        .containsExactly(
            new Address(true, "0-p.example.com", 443), new Address(true, "1-p.example.com", 443));
  }

  @Test
  void router_isAskedThoughThereIsTls() throws Exception {
    assertThat(environment(withTls().with("ask_other_proxies", "router"))).isEmpty();
  }

  @Test
  void off_sendsNothingAnywhere_howeverYamlReadsTheWord() throws Exception {
    for (Object off : List.of("off", false)) {
      Inputs inputs = withTls().with("ask_other_proxies", off);

      assertThat(environment(inputs)).isEmpty();
      assertThat(api(inputs)).containsEntry("AskOtherProxies", false);
      assertThat(loaded(inputs).config().api().others().asked()).isFalse();
    }
  }

  @Test
  void directWithoutTls_failsTheDeployment_unlessToldTo() throws Exception {
    Inputs direct = inputs().with("ask_other_proxies", "direct");
    assertThat(Rendering.of("proxy", direct).error(BPM))
        .contains("ask_other_proxies: direct needs api_tls.enabled");

    Inputs told = direct.with("ask_unencrypted", true);

    assertThat(environment(told))
        .isEqualTo(Map.of("PROXY_ADDRESSES", DIRECT.replace("https", "http")));
    assertThat(loaded(told).config().api().others().unencrypted()).isTrue();
    assertThat(loaded(told).warnings()).hasSize(2).allMatch(w -> w.contains("unencrypted"));
  }

  @Test
  void readOnlyUser_isOneOfTheConfiguration_whereItIsSet() throws Exception {
    Inputs with =
        inputs().with("api_read_only.username", "looker").with("api_read_only.password", "l00k");

    assertThat(loaded(with).config().api().reader()).contains(new Login("looker", "l00k"));
    assertThat(api(inputs())).doesNotContainKey("ReadOnly");
  }

  @Test
  void anotherWord_failsTheDeployment() throws Exception {
    assertThat(Rendering.of("proxy", inputs().with("ask_other_proxies", "yes")).error(BPM))
        .contains("ask_other_proxies must be direct, router or off but got yes");
  }

  @Test
  void serverName_isWritten_andIpv6AddressesHaveBrackets() throws Exception {
    JsonObject proxy = Inputs.link(Map.of("port", 3306));
    proxy.getJsonArray("instances").add(Inputs.instance("proxy", "pppp", 0, "fd00::1"));
    Inputs inputs =
        withTls()
            .withLink("proxy", proxy)
            .with("api_port", 8083)
            .with("api_server_name", "proxy-tls");

    assertThat(environment(inputs)).isEqualTo(Map.of("PROXY_ADDRESSES", "https://[fd00::1]:8083"));
    assertThat(loaded(inputs).config().api().others().serverName()).hasValue("proxy-tls");
  }

  @Test
  void withoutApiUri_nobodyIsAsked() throws Exception {
    Inputs inputs = withTls().with("api_uri", null);

    assertThat(environment(inputs)).isEmpty();
    assertThat(loaded(inputs).config().api().proxies()).isEmpty();
  }
}
