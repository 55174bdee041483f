package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigExampleTest {
  static final Path EXAMPLE = Path.of("config.yml.example");

  @Test
  void example_loadsWithNoWarning_butOfItsPassword() throws Exception {
    assertThat(ConfigLoader.load(ConfigSource.read(EXAMPLE, "the test")).warnings())
        .singleElement()
        .asString()
        .startsWith("API.Password: ");
  }

  /** The README has it copied there, and a password written into it. */
  @Test
  void copyOfTheExample_isNotCommitted() throws Exception {
    assertThat(Files.readAllLines(Path.of(".gitignore"))).contains("/config.yml");
  }

  @Test
  void example_hasEveryKeyAndNoOther() throws Exception {
    Value.Fields fields = YamlTree.parse(withListener(), new Faults("test"));
    Set<String> keys = new TreeSet<>();
    collect("", fields, keys);

    assertThat(keys).isEqualTo(new TreeSet<>(ConfigLoader.knownKeys()));
    assertThat(keys).contains("Proxy.Backends[].StatusEndpoint", "API.TLS.PrivateKey");
  }

  /** Left-out keys and the example's values mean the same, so it tells the truth of defaults. */
  @Test
  void example_showsTheDefaults() throws Exception {
    PatchbayConfig example = Texts.load(Files.readString(EXAMPLE));
    PatchbayConfig defaults = Texts.load(Texts.MINIMAL);
    ProxyConfig proxy = defaults.proxy();
    ApiConfig api = defaults.api();

    assertThat(example)
        .isEqualTo(
            new PatchbayConfig(
                    defaults.bindAddress(),
                    new ProxyConfig(
                        proxy.port(),
                        proxy.inactiveMysqlPort(),
                        proxy.healthcheckTimeoutMillis(),
                        proxy.healthcheckIntervalMillis(),
                        proxy.connectTimeoutMillis(),
                        proxy.maxSessions(),
                        proxy.shutdownDelaySeconds(),
                        proxy.stall(),
                        proxy.activeNodePolicy(),
                        example.proxy().backends()),
                    new ApiConfig(
                        api.port(),
                        api.aggregatorPort(),
                        api.operator().username(),
                        example.api().operator().password().plain().orElseThrow(),
                        api.forceHttps(),
                        api.proxyUris(),
                        api.tls()),
                    defaults.galeraAgentTls(),
                    defaults.healthPort(),
                    defaults.staticDir(),
                    defaults.statusLog(),
                    defaults.metrics())
                // The example says what it is by default.
                .logging(LogLevel.INFO));
  }

  /** The entries that are shown in comments are some, and have the defaults. */
  @Test
  void listenersThatAreShown_haveTheDefaults() throws Exception {
    List<MysqlPort> shown = Texts.load(withListener()).listeners();

    MysqlTerms terms = shown.get(0).mysql().orElseThrow();
    assertThat(shown)
        .containsExactly(
            new MysqlPort("aware", 3307, Selector.ACTIVE, Optional.of(terms)),
            new MysqlPort(
                "reports", MysqlPort.NONE, Selector.INACTIVE, Optional.of(MysqlTerms.DEFAULT)));
    assertThat(new MysqlTerms(terms.maxSessions(), terms.loginSeconds()))
        .isEqualTo(MysqlTerms.DEFAULT);
    assertThat(terms.rules()).hasSize(2);
  }

  /** With the listener that is shown in comments, since there is none by default. */
  private static String withListener() throws IOException {
    String text = Files.readString(EXAMPLE);
    String none = "Listeners: []\n";
    int from = text.indexOf(none) + none.length();
    int to = text.indexOf("\n\n", from);
    String shown = text.substring(from, to).replaceAll("(?m)^#", "");
    return text.substring(0, from - none.length()) + shown + text.substring(to);
  }

  private static void collect(String path, Value value, Set<String> keys) {
    if (value instanceof Value.Items items) {
      items.entries().forEach(entry -> collect(path + "[]", entry.value(), keys));
    } else if (value instanceof Value.Fields fields) {
      fields
          .entries()
          .forEach(
              (key, entry) -> {
                String keyPath = path.isEmpty() ? key : path + "." + key;
                keys.add(keyPath);
                collect(keyPath, entry.value(), keys);
              });
    }
  }
}
