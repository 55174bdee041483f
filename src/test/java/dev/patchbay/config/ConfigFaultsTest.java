package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what stands there | what is put there | the fault
        "Port: 3306 | Port: 0 | Proxy.Port: \"0\" (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: 70000 | Proxy.Port: \"70000\" (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: -1 | Proxy.Port: \"-1\" (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: 33.5 | Proxy.Port: \"33.5\" (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: '' | Proxy.Port: \"\" (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: \u0663 | Proxy.Port: \"\u0663\" (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: 99999999999999999999 | Proxy.Port: \"99999999999999999999\" (line 2),"
            + " expected a port from 1 to 65535",
        "Port: 3306 | Port: [1] | Proxy.Port: a list (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: {a: 1} | Proxy.Port: a mapping (line 2), expected a port from 1 to 65535",
        "Port: 3306 | Port: | Proxy.Port: missing, expected a port from 1 to 65535",
        "Port: 3308 | Port: x | Proxy.Backends[1].Port: \"x\" (line 12), expected a port from 1 to"
            + " 65535",
        "StatusPort: 9202 | x: 1 | Proxy.Backends[1].StatusPort: missing, expected a port from 1 to"
            + " 65535",
        "Millis: 5000 | Millis: 0 | Proxy.HealthcheckTimeoutMillis: \"0\" (line 3), expected a number"
            + " of milliseconds from 1 to 2147483647",
        "HealthcheckTimeoutMillis: 5000 | HoldMillis: 60001 | Proxy.HoldMillis: \"60001\" (line 3), expected a"
            + " number of milliseconds from 0 to 60000",
        "HealthcheckTimeoutMillis: 5000 | HoldMaxSessions: 0 | Proxy.HoldMaxSessions: \"0\" (line 3), expected a"
            + " number from 1 to 2147483647",
        "HealthcheckTimeoutMillis: 5000 | ClientStallSeconds: -1 | Proxy.ClientStallSeconds: \"-1\" (line 3), expected a"
            + " number of seconds from 1 to 2147483647, or 0 for ever",
        "HealthcheckTimeoutMillis: 5000 | NodeStallSeconds: 1m | Proxy.NodeStallSeconds: \"1m\" (line 3), expected a"
            + " number of seconds from 1 to 2147483647, or 0 for ever",
        "Host: db.internal | Host: '' | Proxy.Backends[1].Host: \"\" (line 11), expected an IP address"
            + " or a DNS name",
        "Host: db.internal | Host: http://db | Proxy.Backends[1].Host: \"http://db\" (line 11),"
            + " expected an IP address or a DNS name",
        "mysql/b | mysql/a | Proxy.Backends[1].Name: \"mysql/a\" is also Proxy.Backends[0].Name (line"
            + " 10), expected a name that no other backend has",
        "mysql/b | '' | Proxy.Backends[1].Name: \"\" (line 10), expected a name that no other backend"
            + " has",
        "StatusEndpoint: /galera | StatusEndpoint: '' | Proxy.Backends[1].StatusEndpoint: \"\" (line"
            + " 14), expected a path such as api/v1/status",
        "Username: proxy | Username: '' | API.Username: \"\" (line 18), expected text without a colon,"
            + " which Basic authentication cannot carry in a name",
        "Username: proxy | Username: a:b | API.Username: a value that is not shown (line 18), expected"
            + " text without a colon, which Basic authentication cannot carry in a name",
        "Password: s3cret | Password: '' | API.Password: \"\" (line 19), expected text that is not"
            + " empty",
        "Password: s3cret | Password: [s3cret] | API.Password: a list (line 19), expected text that is"
            + " not empty",
        "Username: proxy | ForceHttps: yes | API.ForceHttps: \"yes\" (line 18), expected true or"
            + " false",
        "Username: proxy | ProxyURIs: a | API.ProxyURIs: \"a\" (line 18), expected a list of text",
        "Username: proxy | ProxyURIs: [a, {}] | API.ProxyURIs[1]: a mapping (line 18), expected the"
            + " host name of a proxy's dashboard, or http:// or https:// with a host and perhaps a"
            + " port, without user name, password, path or query",
        "HealthPort: 1936 | HealthPort: 3306 | HealthPort: 3306 is also Proxy.Port (line 20), expected"
            + " a port that no other listener has",
        "8082 | 8080 | API.AggregatorPort: 8080 is also API.Port (line 17), expected a port that no"
            + " other listener has",
      })
  void load_oneFault(String part, String replacement, String fault) {
    String text = Texts.with(part, replacement == null ? "" : replacement);

    assertThat(Texts.faults(text)).contains(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what is added at the end | the fault
        "Metrics: {Enabled: true, Port: 1936} | Metrics.Port: 1936 is also HealthPort (line 21),"
            + " expected a port that no other listener has",
        "Metrics: {Enabled: maybe} | Metrics.Enabled: \"maybe\" (line 21), expected true or false",
        "Metrics: on | Metrics: \"on\" (line 21), expected a mapping of keys",
        "StatusLog: {Interval: 5} | StatusLog.Interval: \"5\" (line 21), expected a duration such as"
            + " 90s, 1m30s or 500ms, not under 1ms",
        "StatusLog: {Interval: -5s} | StatusLog.Interval: \"-5s\" (line 21), expected a duration such"
            + " as 90s, 1m30s or 500ms, not under 1ms",
        "StaticDir: /no/such/dir | StaticDir: \"/no/such/dir\" (line 21), expected a directory that"
            + " exists",
        "StaticDir: \"a\\0b\" | StaticDir: \"a?b\" (line 21), expected a directory that exists",
        "BindAddress: all of them | BindAddress: \"all of them\" (line 21), expected an IP address of"
            + " this machine",
      })
  void load_oneFaultInAnOptionalKey(String added, String fault) {
    assertThat(Texts.faults(Texts.MINIMAL + added)).containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://proxy.example.com, ftp://proxy.example.com",
    "https://, https://",
    "https://proxy.example.com/dashboard, https://proxy.example.com/dashboard",
    "https://proxy.example.com?a=b, https://proxy.example.com?a=b",
    "https://proxy.example.com:0, https://proxy.example.com:0",
    "https://proxy.example.com:65536, https://proxy.example.com:65536",
    "https://proxy example.com, https://proxy example.com",
    "https://user:s3cret@proxy.example.com, https://***@proxy.example.com",
    "user:s3cret@proxy.example.com, ***@proxy.example.com",
    "'', ''",
  })
  void load_proxyUriThatLeadsNowhere(String uri, String shown) {
    String text = Texts.with("Username: proxy", "ProxyURIs: ['" + uri + "']");

    assertThat(Texts.faults(text))
        .contains(
            "API.ProxyURIs[0]: \""
                + shown
                + "\" (line 18), expected the host name of a proxy's dashboard, or http:// or"
                + " https:// with a host and perhaps a port, without user name, password, path or"
                + " query")
        .noneMatch(fault -> fault.contains("s3cret"));
  }

  @Test
  void load_proxyUriWithPasswordThatIsNoList() {
    String text = Texts.with("Username: proxy", "ProxyURIs: https://user:s3cret@proxy");

    assertThat(Texts.faults(text))
        .contains("API.ProxyURIs: \"https://***@proxy\" (line 18), expected a list of text");
  }

  @Test
  void load_unknownPolicy() {
    String text = Texts.with("  Backends:", "  ActiveNodePolicy: random\n  Backends:");

    assertThat(Texts.faults(text))
        .containsExactly(
            "Proxy.ActiveNodePolicy: \"random\" (line 4), expected sticky or lowest-index");
  }

  @Test
  void agree_isAutoOrOff() throws ConfigException {
    assertThat(Texts.load(Texts.MINIMAL).proxy().agree()).isTrue();
    String off = Texts.with("  Backends:", "  Agree: off\n  Backends:");
    assertThat(Texts.load(off).proxy().agree()).isFalse();

    assertThat(Texts.faults(Texts.with("  Backends:", "  Agree: maybe\n  Backends:")))
        .containsExactly("Proxy.Agree: \"maybe\" (line 4), expected auto or off");
  }

  @Test
  void healthcheckStream_isAutoOrOff() throws ConfigException {
    assertThat(Texts.load(Texts.MINIMAL).proxy().healthcheck().streams()).isTrue();
    String off = Texts.with("  Backends:", "  HealthcheckStream: off\n  Backends:");
    assertThat(Texts.load(off).proxy().healthcheck().streams()).isFalse();

    assertThat(Texts.faults(Texts.with("  Backends:", "  HealthcheckStream: on\n  Backends:")))
        .containsExactly("Proxy.HealthcheckStream: \"on\" (line 4), expected auto or off");
  }

  @Test
  void load_inactivePortIsTheApiPort() {
    String text = Texts.with("  Backends:", "  InactiveMysqlPort: 8080\n  Backends:");

    assertThat(Texts.faults(text))
        .containsExactly(
            "API.Port: 8080 is also Proxy.InactiveMysqlPort (line 17),"
                + " expected a port that no other listener has");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{Proxy: {Backends: []}}", "{Proxy: {Backends: }}", "{Proxy: }"})
  void load_noBackend(String text) {
    assertThat(Texts.faults(text))
        .filteredOn(fault -> fault.startsWith("Proxy.Backends"))
        .singleElement()
        .asString()
        .endsWith("expected a list of at least one backend");
  }

  @Test
  void load_backendsThatAreNoMappings() {
    assertThat(Texts.faults("{Proxy: {Backends: [a, [], ~]}}"))
        .contains(
            "Proxy.Backends[0]: \"a\" (line 1), expected a mapping of keys",
            "Proxy.Backends[1]: an empty list (line 1), expected a mapping of keys",
            "Proxy.Backends[2]: nothing (line 1), expected a mapping of keys");
  }

  @Test
  void load_allFaultsAtOnce() {
    ConfigException e = Texts.fail("{Proxy: {Port: 0, Backends: [{Port: x}]}, API: 5}");

    assertThat(e.faults())
        .containsExactlyInAnyOrder(
            "API: \"5\" (line 1), expected a mapping of keys",
            "Proxy.HealthcheckTimeoutMillis: missing,"
                + " expected a number of milliseconds from 1 to 2147483647",
            "Proxy.Port: \"0\" (line 1), expected a port from 1 to 65535",
            "Proxy.Backends[0].Name: missing, expected a name that no other backend has",
            "Proxy.Backends[0].Host: missing, expected an IP address or a DNS name",
            "Proxy.Backends[0].Port: \"x\" (line 1), expected a port from 1 to 65535",
            "Proxy.Backends[0].StatusPort: missing, expected a port from 1 to 65535",
            "Proxy.Backends[0].StatusEndpoint: missing, expected a path such as api/v1/status",
            "HealthPort: missing, expected a port from 1 to 65535");
    assertThat(e.getMessage().lines())
        .hasSize(1 + e.faults().size())
        .startsWith("the configuration from the test's text is not valid:")
        .contains("  HealthPort: missing, expected a port from 1 to 65535");
  }

  @Test
  void load_longValueIsCutAndStaysOnOneLine() {
    String text = Texts.with("Port: 3306", "Port: \"1\\n\\u2028\\e" + "9".repeat(1000) + "\"");

    assertThat(Texts.faults(text))
        .singleElement()
        .asString()
        .startsWith("Proxy.Port: \"1???999")
        .hasSizeLessThan(160)
        .hasLineCount(1);
  }
}
