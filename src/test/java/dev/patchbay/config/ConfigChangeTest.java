package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigChangeTest {

  @Test
  void everyKeyOfTheConfiguration_isComparedOrIsPartOfANodeOrListener() {
    Set<String> known = new TreeSet<>(ConfigLoader.knownKeys());
    known.removeIf(key -> key.startsWith("Proxy.Backends") || key.startsWith("Listeners[]"));
    // What only has keys of its own.
    known.removeAll(
        List.of(
            "Proxy",
            "API",
            "API.TLS",
            "API.ReadOnly",
            "GaleraAgentTLS",
            "StatusLog",
            "Metrics",
            "Proxy.ProxyProtocol"));

    // What the file holds is the Password.
    known.removeAll(List.of("API.PasswordFile", "API.ReadOnly.PasswordFile"));

    assertThat(new TreeSet<>(ConfigChange.keys())).isEqualTo(known);
  }

  @Test
  void secrets_areNotTold() throws Exception {
    PatchbayConfig before = load(Texts.MINIMAL);
    PatchbayConfig after = load(Texts.with("s3cret", "more"));

    List<ConfigChange> changes = ConfigChange.between(before, after);

    assertThat(changes)
        .containsExactly(new ConfigChange("API.Password", "API.Password changed", false));
  }

  @Test
  void sameConfiguration_hasNoChange() throws Exception {
    assertThat(ConfigChange.between(load(Texts.MINIMAL), load(Texts.MINIMAL))).isEmpty();
  }

  @Test
  void labelsOfANode_areTold_andNeedNoRestart() throws Exception {
    PatchbayConfig before = load(Texts.MINIMAL);
    PatchbayConfig after =
        load(Texts.with("    StatusPort: 9201", "    StatusPort: 9201\n      Labels: [a, b]"));

    assertThat(ConfigChange.between(before, after))
        .containsExactly(
            new ConfigChange(
                "Proxy.Backends",
                "Proxy.Backends: mysql/a changed, now at 10.0.0.1:3307, agent at port"
                    + " 9201/api/v1/status, labels a b",
                false));
  }

  private static PatchbayConfig load(String text) throws ConfigException {
    return ConfigLoader.load(text, "test").config();
  }
}
