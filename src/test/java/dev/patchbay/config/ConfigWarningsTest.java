package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void load_misspeltRequiredKeyIsNamedBesideTheFault() {
    ConfigException e = Texts.fail(Texts.with("HealthPort", "healthport"));

    assertThat(e.getMessage().lines())
        .contains(
            "  HealthPort: missing, expected a port from 1 to 65535",
            "  warning: unknown keys are ignored: healthport (line 20, did you mean HealthPort?)");
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
