package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.topology.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  /** As the proxy job of pxc-release renders it, with the optional sections. */
  private static final String RENDERED_YAML =
      """
      ---
      API:
        ProxyURIs:
        - 0-proxy.example.com
        - 1-proxy.example.com
        Port: 8080
        AggregatorPort: 8082
        ForceHttps: true
        Username: proxy
        Password: "0123"
      Proxy:
        Port: 3306
        InactiveMysqlPort: 3336
        HealthcheckTimeoutMillis: 5000
        ShutdownDelaySeconds: 45
        Backends:
        - &1
          Host: 10.0.0.1
          Port: 3306
          StatusPort: '9201'
          StatusEndpoint: api/v1/status
          Name: mysql/8b6b
        - Host: q-m1.mysql.bosh
          Port: "3306"
          StatusPort: 9201
          StatusEndpoint: api/v1/status
          Name: mysql/9c7c
      HealthPort: 1936
      StaticDir: %s
      Metrics:
        Enabled: true
        Port: 9999
      StatusLog:
        Enabled: true
        Interval: 1m30s
      """;

  private static final String RENDERED_JSON =
      """
      {
        "API": {
          "ProxyURIs": ["0-proxy.example.com", "1-proxy.example.com"],
          "Port": 8080, "AggregatorPort": 8082, "ForceHttps": true,
          "Username": "proxy", "Password": "0123"
        },
        "Proxy": {
          "Port": 3306,
          "InactiveMysqlPort": 3336,
          "HealthcheckTimeoutMillis": 5000,
          "ShutdownDelaySeconds": 45,
          "Backends": [
            {"Host":"10.0.0.1","Port":3306,"StatusPort":"9201",
             "StatusEndpoint":"api\\/v1\\/status","Name":"mysql/8b6b"},
            {"Host":"q-m1.mysql.bosh","Port":"3306","StatusPort":9201,
             "StatusEndpoint":"api/v1/status","Name":"mysql/9c7c"}
          ]
        },
        "HealthPort": 1936,
        "StaticDir": "%s",
        "Metrics": {"Enabled": true, "Port": 9999},
        "StatusLog": {"Enabled": true, "Interval": "1m30s"}
      }
      """;

  private static PatchbayConfig rendered(Path dir) {
    return new PatchbayConfig(
        "",
        new ProxyConfig(
            3306,
            3336,
            5000,
            500,
            3000,
            0,
            45,
            ProxyConfig.Stall.DEFAULT,
            ActiveNodePolicy.STICKY,
            List.of(
                new Node("mysql/8b6b", "10.0.0.1", 3306, 9201, "/api/v1/status"),
                new Node("mysql/9c7c", "q-m1.mysql.bosh", 3306, 9201, "/api/v1/status"))),
        new ApiConfig(
            8080,
            8082,
            "proxy",
            "0123",
            true,
            List.of("0-proxy.example.com", "1-proxy.example.com"),
            Optional.empty()),
        Optional.empty(),
        1936,
        Optional.of(dir),
        new PatchbayConfig.StatusLog(true, Duration.ofSeconds(90)),
        new PatchbayConfig.Metrics(true, 9999));
  }

  @Test
  void load_yamlAsBoshRendersIt(@TempDir Path dir) throws ConfigException {
    LoadedConfig loaded = ConfigLoader.load(RENDERED_YAML.formatted(dir), "test");

    assertThat(loaded.config()).isEqualTo(rendered(dir));
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void load_jsonGivesTheSameAsYaml(@TempDir Path dir) throws ConfigException {
    String json = RENDERED_JSON.formatted(dir);

    assertThat(Texts.load(json)).isEqualTo(rendered(dir));
    assertThat(Texts.load(json.replace("  ", "\t"))).isEqualTo(rendered(dir));
    assertThat(Texts.load(json.replace("\n", "\r\n"))).isEqualTo(rendered(dir));
    assertThat(Texts.load(json.replaceAll("\n *", ""))).isEqualTo(rendered(dir));
  }

  @Test
  void load_keysThatMayBeLeftOutHaveTheirDefaults() throws ConfigException {
    PatchbayConfig config = Texts.load(Texts.MINIMAL);

    assertThat(config.bindAddress()).isEmpty();
    assertThat(config.proxy().inactiveMysqlPort()).isZero();
    assertThat(config.proxy().connectTimeoutMillis()).isEqualTo(3000);
    assertThat(config.proxy().shutdownDelaySeconds()).isZero();
    assertThat(config.proxy().activeNodePolicy()).isEqualTo(ActiveNodePolicy.STICKY);
    assertThat(config.api().forceHttps()).isFalse();
    assertThat(config.api().proxyUris()).isEmpty();
    assertThat(config.api().tls()).isEmpty();
    assertThat(config.galeraAgentTls()).isEmpty();
    assertThat(config.staticDir()).isEmpty();
    assertThat(config.statusLog())
        .isEqualTo(new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)));
    assertThat(config.metrics()).isEqualTo(new PatchbayConfig.Metrics(false, 9999));
    assertThat(config.logLevel()).isEmpty();
  }

  @Test
  void load_logLevelIsAWordOfTheFlag() throws ConfigException {
    for (LogLevel level : LogLevel.values()) {
      assertThat(Texts.load(Texts.MINIMAL + "LogLevel: " + level.key()).logLevel()).contains(level);
    }
    for (String word : new String[] {"warn", "INFO", "1", "[info]"}) {
      assertThat(Texts.faults(Texts.MINIMAL + "LogLevel: " + word))
          .singleElement()
          .asString()
          .startsWith("LogLevel: ")
          .endsWith("expected one of debug, info, error, fatal");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "999, 100", "1000, 100", "3330, 333", "5000, 500", "60000, 500"})
  void load_checkIntervalIsATenthOfTheTimeoutWithinLimits(int timeout, int interval)
      throws ConfigException {
    PatchbayConfig config = Texts.load(Texts.with("Millis: 5000", "Millis: " + timeout));

    assertThat(config.proxy().healthcheckIntervalMillis()).isEqualTo(interval);
  }

  @Test
  void load_ourOwnKeys() throws ConfigException {
    PatchbayConfig config =
        Texts.load(
            Texts.with(
                "  Backends:",
                """
                  HealthcheckIntervalMillis: 20
                  ConnectTimeoutMillis: "750"
                  ActiveNodePolicy: lowest-index
                  Backends:\
                """));

    assertThat(config.proxy().healthcheckIntervalMillis()).isEqualTo(20);
    assertThat(config.proxy().connectTimeoutMillis()).isEqualTo(750);
    assertThat(config.proxy().activeNodePolicy()).isEqualTo(ActiveNodePolicy.LOWEST_INDEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0123", "1e3", "no", "0x1F", "1_000", "true", "12345678901234567890", "1.50"})
  void load_passwordStaysAsWritten(String password) throws ConfigException {
    assertThat(
            Texts.load(Texts.with("s3cret", password))
                .api()
                .operator()
                .password()
                .plain()
                .orElseThrow())
        .isEqualTo(password);
  }

  @Test
  void load_jsonEscapes() throws ConfigException {
    String text = Texts.with("s3cret", "\"\\u00e9\\/\\\"\\\\\\t\\ud83d\\ude00\"");

    assertThat(Texts.load(text).api().operator().password().plain().orElseThrow())
        .isEqualTo("\u00e9/\"\\\t\ud83d\ude00");
  }

  @Test
  void load_tabsInsideJsonStringsStay() throws ConfigException {
    String text = "{\t\"a\\\"\t\": 1,\n\t\"b\": [\n\t\t\"x\ty\"\n\t]}";

    Value.Fields fields = YamlTree.parse(text, new Faults("test"));

    assertThat(fields.entries().get("a\"\t").value()).isEqualTo(new Value.Text("1"));
    assertThat(fields.entries().get("b").value())
        .isEqualTo(new Value.Items(List.of(new Value.Entry(new Value.Text("x\ty"), 3))));
  }

  @Test
  void load_keyWithoutValueIsTheSameAsNoKey() throws ConfigException {
    String text = Texts.MINIMAL + "StaticDir:\nMetrics: ~\nStatusLog: null\nBindAddress: ''\n";

    assertThat(Texts.load(text)).isEqualTo(Texts.load(Texts.MINIMAL));
  }

  @Test
  void load_aliasesStandForWhatTheyName() throws ConfigException {
    String text =
        """
        Proxy:
          Port: 3306
          HealthcheckTimeoutMillis: 5000
          Backends: &nodes
            - {Name: a, Host: &host 10.0.0.1, Port: 1, StatusPort: 2, StatusEndpoint: s}
            - {Name: b, Host: *host, Port: 1, StatusPort: 2, StatusEndpoint: s}
        API: {Port: 8080, AggregatorPort: 8082, Username: *host, Password: p}
        HealthPort: 1936
        """;

    PatchbayConfig config = Texts.load(text);

    assertThat(config.proxy().backends()).extracting(Node::host).containsOnly("10.0.0.1");
    assertThat(config.api().operator().username()).isEqualTo("10.0.0.1");
  }

  @Test
  void load_healthPortMayBeTheApiPort() throws ConfigException {
    assertThat(Texts.load(Texts.with("1936", "8080")).healthPort()).isEqualTo(8080);
  }

  @Test
  void toString_showsNoPassword() throws ConfigException {
    assertThat(ConfigLoader.load(Texts.MINIMAL, "test").toString()).doesNotContain("s3cret");
    assertThat(new ConfigSource(Texts.MINIMAL, "test").toString()).doesNotContain("s3cret");
  }
}
