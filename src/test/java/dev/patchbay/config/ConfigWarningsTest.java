package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWarningsTest {

  @Test
  void load_unknownKeysAreAcceptedAndNamedInOneWarning() throws ConfigException {
    String text =
        Texts.MINIMAL
                .replace("    StatusPort: 9202", "    StatusPort: 9202\n      Zone: z1")
                .replace("  Username:", "  Realm: x\n  Username:")
            + "Proxyy: {Anything: {deep: 1}}\n";

    LoadedConfig loaded = ConfigLoader.load(text, "test");

    assertThat(loaded.config()).isEqualTo(Texts.load(Texts.MINIMAL));
    assertThat(loaded.warnings())
        .containsExactly(
            "unknown keys are ignored: Proxy.Backends[1].Zone (line 14), API.Realm (line 19),"
                + " Proxyy (line 23, did you mean Proxy?)");
  }

  @Test
  void load_listenerThatNoNodeIsForIsWarnedOf() throws ConfigException {
    String listeners =
        "Listeners:\n  - {Name: reports, Port: 3309, Node: fewest-sessions, Labels: [a, b]}\n";

    assertThat(ConfigLoader.load(Texts.MINIMAL + listeners, "test").warnings())
        .containsExactly(
            "Listeners: reports asks for nodes with the label a or b, and no entry of"
                + " Proxy.Backends has it");
    assertThat(
            ConfigLoader.load(
                    Texts.with(
                            "      StatusPort: 9201", "      StatusPort: 9201\n      Labels: [b]")
                        + listeners,
                    "test")
                .warnings())
        .isEmpty();
  }

  @Test
  void load_passwordOfTheExampleIsWarnedOf() throws ConfigException {
    LoadedConfig loaded = ConfigLoader.load(Texts.with("s3cret", "change-me"), "test");

    assertThat(loaded.warnings())
        .singleElement()
        .asString()
        .startsWith("API.Password: is still the one of config.yml.example");
  }

  @Test
  void load_misspeltRequiredKeyIsNamedBesideTheFault() {
    ConfigException e = Texts.fail(Texts.with("HealthPort", "healthport"));

    assertThat(e.getMessage().lines())
        .contains(
            "  HealthPort: missing, expected a port from 1 to 65535",
            "  warning: unknown keys are ignored: healthport (line 20, did you mean HealthPort?)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://proxy-1.example",
        "HTTP://proxy-1.example:8080",
        "http://10.0.0.7:8080/",
        "http://[fd00::7]:8080",
        "http://127.0.0.1.example",
        "http://127.0.0.256",
        "http://127.0.0.01:8080",
        "http://localhost.example",
        "http://api.localhost"
      })
  void load_proxyThatIsNotAskedInClearIsWarnedOf(String uri) throws ConfigException {
    LoadedConfig loaded = ConfigLoader.load(withProxyUris("0-proxy.example", uri), "test");

    assertThat(loaded.warnings())
        .containsExactly(
            "API.ProxyURIs[1]: \""
                + uri
                + "\" is not asked, and there is no agreement with it, because the API's user name and"
                + " password would be sent unencrypted; set API.TLS at that proxy, or a TLS front"
                + " before it, and write https:// here; or set API.AskUnencrypted");
  }

  @Test
  void load_credentialsThatAreSentInClearAreWarnedOf() throws ConfigException {
    String text = withProxyUris("http://proxy-1.example");

    LoadedConfig loaded =
        ConfigLoader.load(
            text.replace("  ProxyURIs:", "  AskUnencrypted: true\n  ProxyURIs:"), "t");

    assertThat(loaded.warnings())
        .containsExactly(
            "API.ProxyURIs[0]: \"http://proxy-1.example\" is sent the API's user name and password"
                + " unencrypted (API.AskUnencrypted)");
  }

  @Test
  void load_nobodyIsAsked_soNobodyIsWarned() throws ConfigException {
    String text = withProxyUris("http://proxy-1.example");

    LoadedConfig loaded =
        ConfigLoader.load(
            text.replace("  ProxyURIs:", "  AskOtherProxies: false\n  ProxyURIs:"), "t");

    assertThat(loaded.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy-1.example",
        "https://proxy-1.example:8080",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://127.8.9.10",
        "http://[::1]:8080",
        "http://[0:0:0:0:0:0:0:1]"
      })
  void load_credentialsThatAreEncryptedOrStayOnThisMachineAreNotWarnedOf(String uri)
      throws ConfigException {
    assertThat(ConfigLoader.load(withProxyUris(uri), "test").warnings()).isEmpty();
  }

  private static String withProxyUris(String... uris) {
    return Texts.with(
        "  Username:", "  ProxyURIs: [\"" + String.join("\", \"", uris) + "\"]\n  Username:");
  }

  @ParameterizedTest
  @CsvSource({
    "API.port, API.Port",
    "API.Prot, API.Port",
    "API.PORT, API.Port",
    "Port, API.Port",
    "API.User, ",
    "API.TLS.PrivatKey, API.TLS.PrivateKey",
    "Proxy.Backends[].hostt, Proxy.Backends[].Host",
    "InactiveMySQLPort, Proxy.InactiveMysqlPort",
    "InactivMySQLPort, ",
    "Nonsense, ",
    "x, "
  })
  void nearest_knownKey(String unknown, String expected) {
    assertThat(Suggest.nearest(unknown, ConfigLoader.knownKeys()).orElse(null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3",
    "'', abc, 3",
    "abc, '', 3",
    "same, same, 0",
    "ab, ba, 1",
    "prot, port, 1",
    "abc, ca, 3"
  })
  void distance_countsChanges(String a, String b, int distance) {
    assertThat(Suggest.distance(a, b)).isEqualTo(distance);
  }
}
