package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.bosh.Rendering.Inputs;
import dev.patchbay.config.Access;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.Network;
import dev.patchbay.topology.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the job proxy, rendered with real ERB from what a director would hand in. */
class ProxyTemplatesTest {
  private static final String CONFIG = "config/proxy.yml";
  private static final String BPM = "config/bpm.yml";
  private static final String SCRAPER = "config/prom_scraper_config.yml";

  private static Map<String, Object> config(Inputs inputs) throws Exception {
    return ReleaseDir.map(ReleaseDir.yaml(Rendering.of("proxy", inputs).text(CONFIG)));
  }

  private static LoadedConfig loaded(Inputs inputs) throws Exception {
    String text = Rendering.of("proxy", inputs).text(CONFIG);
    // The one thing in it that is only on a deployed machine.
    String here =
        text.replace(
            "/var/vcap/packages/proxy/static",
            ReleaseDir.PROJECT.resolve("web-dashboard").toString());
    return ConfigLoader.load(here, CONFIG);
  }

  @Test
  void defaults_renderTheContractsKeysAndNoOthers() throws Exception {
    Map<String, Object> config = config(Inputs.ofProxy());

    assertThat(config)
        .containsOnlyKeys("API", "Proxy", "HealthPort", "StaticDir")
        .containsEntry("HealthPort", 1936)
        .containsEntry("StaticDir", "/var/vcap/packages/proxy/static");
    assertThat(ReleaseDir.map(config.get("API")))
        .containsOnlyKeys(
            "ProxyURIs", "Port", "AggregatorPort", "ForceHttps", "Username", "Password")
        .containsEntry("ProxyURIs", java.util.List.of())
        .containsEntry("Port", 8080)
        .containsEntry("AggregatorPort", 8082)
        .containsEntry("ForceHttps", true)
        .containsEntry("Username", "proxy")
        .containsEntry("Password", "secret");
    assertThat(ReleaseDir.map(config.get("Proxy")))
        .containsOnlyKeys("Port", "HealthcheckTimeoutMillis", "Backends")
        .containsEntry("Port", 3306)
        .containsEntry("HealthcheckTimeoutMillis", 5000);
    assertThat(ReleaseDir.list(ReleaseDir.map(config.get("Proxy")).get("Backends")))
        .hasSize(3)
        .first()
        .isEqualTo(
            Map.of(
                "Name", "mysql/aaaa",
                "Host", "10.0.0.1",
                "Port", 6033,
                "StatusPort", 9201,
                "StatusEndpoint", "api/v1/status"));
  }

  @Test
  void defaults_loadWithoutAWarning() throws Exception {
    LoadedConfig loaded = loaded(Inputs.ofProxy());

    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().proxy().backends())
        .extracting(b -> b.name() + " " + b.host())
        .containsExactly("mysql/aaaa 10.0.0.1", "mysql/bbbb 10.0.0.2", "mysql/cccc 10.0.0.3");
  }

  @Test
  void everythingOn_isKnownToTheLoader() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    TestCertificates.Server server = authority.server("proxy.example.com");
    Inputs inputs =
        Inputs.ofProxy()
            .with("api_uri", "proxy.sys.example.com")
            .with("api_tls.enabled", true)
            .with("api_tls.certificate", server.certificatePem())
            .with("api_tls.private_key", server.keyPem())
            .withLink(
                "galera-agent",
                "endpoint_tls",
                new JsonObject()
                    .put("enabled", true)
                    .put("ca", authority.caPem())
                    .put("server_name", "galera-agent"))
            .with("metrics.enabled", true)
            .with("status_log.enabled", true)
            .with("inactive_mysql_port", 3307)
            .with("healthcheck_interval_millis", 250)
            // What YAML makes of the word without quotes.
            .with("healthcheck_stream", false)
            .with("connect_timeout_millis", 2000)
            .with("max_sessions", 5000)
            .with("max_sessions_per_source", 500)
            .with("allowed_sources", List.of("10.0.0.0/8"))
            .with("inactive_allowed_sources", List.of("10.0.16.0/24"))
            .with("login_for_probes", true)
            .with("io_uring", true)
            .with(
                "listeners",
                List.of(
                    Map.of(
                        "Name",
                        "apps",
                        "Port",
                        3308,
                        "Protocol",
                        "mysql",
                        "Rules",
                        List.of(Map.of("User", "report", "Listener", "reports"))),
                    Map.of("Name", "reports", "Protocol", "mysql", "Node", "inactive")))
            .with("proxy_protocol.to_backend", "v2")
            .with("proxy_protocol.from", List.of("10.0.16.5"))
            .with("hold_millis", 5000)
            .with("hold_max_sessions", 2000)
            .with("client_stall_seconds", 0)
            .with("node_stall_seconds", 60)
            .with("active_node_policy", "lowest-index");

    Map<String, Object> config = config(inputs);
    LoadedConfig loaded = loaded(inputs);

    assertThat(config)
        .containsOnlyKeys(
            "API",
            "Proxy",
            "HealthPort",
            "StaticDir",
            "GaleraAgentTLS",
            "Metrics",
            "StatusLog",
            "Listeners")
        .containsEntry("Metrics", Map.of("Enabled", true, "Port", 9999))
        .containsEntry("StatusLog", Map.of("Enabled", true, "Interval", "60s"));
    assertThat(ReleaseDir.map(config.get("Proxy")))
        .containsOnlyKeys(
            "Port",
            "HealthcheckTimeoutMillis",
            "Backends",
            "InactiveMysqlPort",
            "HealthcheckIntervalMillis",
            "HealthcheckStream",
            "ConnectTimeoutMillis",
            "MaxSessions",
            "MaxSessionsPerSource",
            "AllowedSources",
            "InactiveAllowedSources",
            "LoginForProbes",
            "IoUring",
            "ProxyProtocol",
            "HoldMillis",
            "HoldMaxSessions",
            "ClientStallSeconds",
            "NodeStallSeconds",
            "ActiveNodePolicy");
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().api().tls()).isPresent();
    assertThat(loaded.config().galeraAgentTls()).isPresent();
    assertThat(loaded.config().api().proxyUris())
        .containsExactly("0-proxy.sys.example.com", "1-proxy.sys.example.com");
    assertThat(loaded.config().proxy().inactiveMysqlPort()).isEqualTo(3307);
    assertThat(loaded.config().proxy().healthcheckIntervalMillis()).isEqualTo(250);
    assertThat(loaded.config().proxy().connectTimeoutMillis()).isEqualTo(2000);
    assertThat(loaded.config().proxy().maxSessions()).isEqualTo(5000);
    assertThat(loaded.config().proxy().access())
        .isEqualTo(
            new Access(
                Network.parse("10.0.0.0/8").stream().toList(),
                Network.parse("10.0.16.0/24").stream().toList(),
                500,
                Network.parse("10.0.16.5").stream().toList(),
                HeaderToNode.V2,
                true));
    assertThat(loaded.config().listeners()).hasSize(2);
    assertThat(loaded.config().listeners().get(0).toString())
        .contains("apps at port 3308", "user report to reports");
    assertThat(loaded.config().proxy().hold()).isEqualTo(new Hold(5000, 2000));
    assertThat(loaded.config().proxy().stall()).isEqualTo(new ProxyConfig.Stall(0, 60));
    assertThat(loaded.config().proxy().activeNodePolicy().key()).isEqualTo("lowest-index");
  }

  @Test
  void listenersThatAreNoList_failTheDeployment() throws Exception {
    Rendering rendering =
        Rendering.of(
            "proxy", Inputs.ofProxy().with("listeners", new JsonObject().put("Name", "apps")));

    assertThat(rendering.error(CONFIG))
        .contains("listeners must be a list of hashes, each with a Name");
  }

  @Test
  void portsGivenAsText_load() throws Exception {
    LoadedConfig loaded =
        loaded(
            Inputs.ofProxy()
                .with("port", "3310")
                .withLink("mysql", "port", "6033")
                .withLink("galera-agent", "port", "9201"));

    assertThat(loaded.config().proxy().port()).isEqualTo(3310);
    assertThat(loaded.config().proxy().backends().get(2).port()).isEqualTo(6033);
    assertThat(loaded.config().proxy().backends().get(2).statusPort()).isEqualTo(9201);
  }

  @Test
  void zonesWithAPriorityOrLabels_giveThemToTheirNodes() throws Exception {
    JsonObject mysql = Inputs.link(Map.of("port", 3306));
    for (int i = 0; i < 3; i++) {
      mysql
          .getJsonArray("instances")
          .add(Inputs.instance("mysql", "n" + i, i, "10.0.0." + i).put("az", "z" + i));
    }
    JsonObject priorities = new JsonObject().put("z1", 7).put("z2", 1);

    LoadedConfig loaded =
        loaded(
            Inputs.ofProxy()
                .withLink("mysql", mysql)
                .with("az_priorities", priorities)
                .with("az_labels", new JsonObject().put("z2", new JsonArray().add("reporting")))
                .with("state_file", "/tmp/state.json"));

    assertThat(loaded.config().proxy().backends())
        .extracting(Node::priority)
        .containsExactly(0, 7, 1);
    assertThat(loaded.config().proxy().backends())
        .extracting(Node::labels)
        .containsExactly(List.of(), List.of(), List.of("reporting"));
    assertThat(loaded.config().stateFile()).contains(Path.of("/tmp/state.json"));
  }

  @Test
  void zoneWithoutANode_failsTheDeployment() throws Exception {
    Rendering rendering =
        Rendering.of(
            "proxy", Inputs.ofProxy().with("az_priorities", new JsonObject().put("z9", 1)));

    assertThat(rendering.error(CONFIG)).contains("zones without a node: z9");
  }

  @Test
  void labelsOfAZone_areAList_andTheZoneHasANode() throws Exception {
    Rendering text =
        Rendering.of(
            "proxy", Inputs.ofProxy().with("az_labels", new JsonObject().put("z1", "reporting")));
    Rendering nowhere =
        Rendering.of(
            "proxy",
            Inputs.ofProxy().with("az_labels", new JsonObject().put("z9", new JsonArray())));

    assertThat(text.error(CONFIG))
        .contains("az_labels must be a hash of availability zones and lists of labels");
    assertThat(nowhere.error(CONFIG)).contains("az_labels names zones without a node: z9");
  }

  @Test
  void nodesListedByHand_haveNamesOfTheirOwn() throws Exception {
    JsonObject byHand = Inputs.link(Map.of("port", 3306));
    byHand.getJsonArray("instances").add(new JsonObject().put("address", "10.9.0.1"));
    byHand.getJsonArray("instances").add(new JsonObject().put("address", "10.9.0.2"));

    LoadedConfig loaded = loaded(Inputs.ofProxy().withLink("mysql", byHand));

    assertThat(loaded.config().proxy().backends())
        .extracting(b -> b.name() + " " + b.host())
        .containsExactly("node/0 10.9.0.1", "node/1 10.9.0.2");
  }

  @Test
  void apiUriWithoutTheProxyLink_isAnErrorThatNamesTheLink() throws Exception {
    Rendering rendering =
        Rendering.of("proxy", Inputs.ofProxy().with("api_uri", "p.example.com").without("proxy"));

    assertThat(rendering.error(CONFIG)).contains("proxy");
  }

  @Test
  void missingMysqlLink_isAnErrorThatNamesTheLink() throws Exception {
    Rendering rendering = Rendering.of("proxy", Inputs.ofProxy().without("mysql"));

    assertThat(rendering.error(CONFIG)).contains("mysql");
  }

  @Test
  void monit_leavesStartAndStopToBpm() throws Exception {
    assertThat(Rendering.of("proxy", Inputs.ofProxy()).text("monit"))
        .startsWith("check process proxy\n")
        .contains(
            "with pidfile /var/vcap/sys/run/bpm/proxy/proxy.pid\n",
            "start program \"/var/vcap/jobs/bpm/bin/bpm start proxy\"",
            "stop program \"/var/vcap/jobs/bpm/bin/bpm stop proxy\"",
            "group vcap\n");
  }

  /** The proxy's own patience is two seconds; the script must be done within three. */
  @Test
  void dnsHealthy_waitsForTheProxysAnswerAndLessThanThreeSeconds() throws Exception {
    Matcher limit =
        Pattern.compile("--max-time ([0-9.]+) ")
            .matcher(Rendering.of("proxy", Inputs.ofProxy()).text("bin/dns/healthy"));

    assertThat(limit.find()).isTrue();
    assertThat(Double.parseDouble(limit.group(1))).isBetween(2.2, 2.8);
  }

  @Test
  void postStart_givesLoadBalancersTheStartupDelay() throws Exception {
    Inputs inputs = Inputs.ofProxy();
    String preset = Rendering.of("proxy", inputs).text("bin/post-start");
    String longer =
        Rendering.of("proxy", inputs.with("startup_delay", "90")).text("bin/post-start");

    assertThat(preset).contains("    sleep 45\n");
    assertThat(longer).contains("    sleep 90\n");
  }

  @Test
  void missingPassword_isAnErrorThatNamesTheProperty() throws Exception {
    Rendering rendering = Rendering.of("proxy", Inputs.ofProxy().with("api_password", null));

    assertThat(rendering.error(CONFIG)).contains("api_password");
  }

  @Test
  void missingAgentLink_endsTheDeployment() throws Exception {
    Tool rendering = Rendering.run("proxy", Inputs.ofProxy().without("galera-agent"));

    assertThat(rendering.code()).isNotZero();
    assertThat(rendering.err()).contains("galera-agent");
  }

  @Test
  void bpm_byDefault_setsNoMemoryFlagAndLimitsTheContainer() throws Exception {
    Map<String, Object> process = process(Inputs.ofProxy());

    assertThat(process)
        .containsEntry("name", "proxy")
        .containsEntry("executable", "/var/vcap/packages/patchbay/bin/patchbay")
        .containsEntry("limits", Map.of("memory", "1280M", "open_files", 1048576))
        .containsEntry("ephemeral_disk", true)
        .doesNotContainKeys("env", "unsafe", "capabilities", "additional_volumes");
    assertThat(ReleaseDir.list(process.get("args")))
        .containsExactly(
            "--configPath=/var/vcap/jobs/proxy/config/proxy.yml",
            "--logLevel=info",
            "--timeFormat=rfc3339",
            "--log-name=proxy");
  }

  @Test
  void bpm_memory_setsFlagsAndTheLimitGrows() throws Exception {
    Map<String, Object> heap = process(Inputs.ofProxy().with("memory.heap_mb", 384));
    Map<String, Object> both =
        process(Inputs.ofProxy().with("memory.heap_mb", "384").with("memory.direct_mb", 1024));

    assertThat(heap.get("env")).isEqualTo(Map.of("PATCHBAY_HEAP_MB", "384"));
    assertThat(ReleaseDir.map(heap.get("limits"))).containsEntry("memory", "1408M");
    assertThat(both.get("env"))
        .isEqualTo(Map.of("PATCHBAY_HEAP_MB", "384", "PATCHBAY_DIRECT_MB", "1024"));
    assertThat(ReleaseDir.map(both.get("limits"))).containsEntry("memory", "1920M");
  }

  private static Map<String, Object> process(Inputs inputs) throws Exception {
    Object bpm = ReleaseDir.yaml(Rendering.of("proxy", inputs).text(BPM));
    return ReleaseDir.map(ReleaseDir.list(ReleaseDir.map(bpm).get("processes")).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"256m", "5", "-1", "lots"})
  void bpm_memoryThatIsNoNumber_isAnErrorThatNamesTheProperty(String value) throws Exception {
    Rendering rendering = Rendering.of("proxy", Inputs.ofProxy().with("memory.heap_mb", value));

    assertThat(rendering.error(BPM)).contains("memory.heap_mb", value);
  }

  @ParameterizedTest
  @CsvSource({"rfc3339, true", "unix-epoch, true", "iso8601, false"})
  void bpm_timestampFormat_isOneOfTwo(String format, boolean allowed) throws Exception {
    Rendering rendering =
        Rendering.of("proxy", Inputs.ofProxy().with("logging.format.timestamp", format));

    if (allowed) {
      assertThat(rendering.text(BPM)).contains("--timeFormat=" + format);
    } else {
      assertThat(rendering.error(BPM)).contains("logging.format.timestamp", format);
    }
  }

  @Test
  void scraper_isEmptyWithoutMetrics() throws Exception {
    assertThat(Rendering.of("proxy", Inputs.ofProxy()).text(SCRAPER)).isBlank();
  }

  @Test
  void scraper_withMetrics_saysWhereTheyAre() throws Exception {
    Inputs inputs =
        Inputs.ofProxy()
            .with("metrics.enabled", true)
            .with("metrics.labels", new JsonObject().put("team", "data: bases"));

    Object plain = ReleaseDir.yaml(Rendering.of("proxy", inputs).text(SCRAPER));
    inputs.with("api_tls.enabled", true).with("metrics.server_name", "proxy.example.com");
    Object tls = ReleaseDir.yaml(Rendering.of("proxy", inputs).text(SCRAPER));

    assertThat(plain)
        .isEqualTo(
            Map.of(
                "port", 9999,
                "source_id", "pxc-proxy",
                "instance_id", "pppp",
                "scheme", "http",
                "labels", Map.of("team", "data: bases")));
    assertThat(ReleaseDir.map(tls))
        .containsEntry("scheme", "https")
        .containsEntry("server_name", "proxy.example.com");
  }

  @Test
  void scraper_labelsOfTheWrongType_areAnErrorEvenWithoutMetrics() throws Exception {
    Rendering number = Rendering.of("proxy", Inputs.ofProxy().with("metrics.labels", 42));
    Rendering list =
        Rendering.of("proxy", Inputs.ofProxy().with("metrics.labels", new JsonArray().add("a")));

    assertThat(number.error(SCRAPER)).isEqualTo("metrics.labels must be a hash but got 42");
    assertThat(list.error(SCRAPER)).contains("metrics.labels must be a hash");
  }
}
