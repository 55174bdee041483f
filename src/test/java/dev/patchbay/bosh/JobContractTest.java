package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The job proxy as deployments of pxc-release know it, word for word: names, links, defaults,
 * files. What is held here must not change, whatever the guide says.
 */
class JobContractTest {
  private static final String KNOWN =
      """
      templates: [config/bpm.yml, config/proxy.yml, bin/post-start, bin/drain, bin/healthcheck,
        config/prom_scraper_config.yml, bin/dns/healthy]
      consumes:
      - {name: proxy, type: proxy, optional: true}
      - {name: mysql, type: mysql, optional: true}
      - {name: arbitrator, type: arbitrator, optional: true}
      - {name: galera-agent, type: galera-agent}
      provides:
      - {name: proxy, type: proxy, properties: [api_username, api_password, api_port, api_aggregator_port, port]}
      - {name: mysql-database, type: database, properties: [port, type]}
      properties:
        type: mysql
        port: 3306
        inactive_mysql_port: null
        healthcheck_timeout_millis: 5000
        api_tls.enabled: false
        api_tls.certificate: ""
        api_tls.private_key: ""
        api_port: 8080
        api_aggregator_port: 8082
        api_uri: null
        api_force_https: true
        api_username: proxy
        api_password: null
        health_port: 1936
        metrics.enabled: false
        metrics.port: 9999
        metrics.source_id: pxc-proxy
        metrics.labels: {}
        metrics.server_name: null
        status_log.enabled: false
        status_log.interval: 60s
        startup_delay: 45
        shutdown_delay: 45
        logging.format.timestamp: rfc3339
      ours:
      - healthcheck_interval_millis
      - healthcheck_stream
      - connect_timeout_millis
      - max_sessions
      - max_sessions_per_source
      - allowed_sources
      - inactive_allowed_sources
      - login_for_probes
      - io_uring
      - listeners
      - proxy_protocol.to_backend
      - proxy_protocol.from
      - hold_millis
      - hold_max_sessions
      - client_stall_seconds
      - node_stall_seconds
      - active_node_policy
      - agree
      - ask_other_proxies
      - ask_unencrypted
      - api_read_only.username
      - api_read_only.password
      - api_server_name
      - az_priorities
      - az_labels
      - state_file
      - shutdown_delay_minimum
      - memory.heap_mb
      - memory.direct_mb
      """;

  private final Map<String, Object> known = ReleaseDir.map(ReleaseDir.yaml(KNOWN));

  private static Map<String, Object> spec() throws IOException {
    return ReleaseDir.map(ReleaseDir.yaml(ReleaseDir.ROOT.resolve("jobs/proxy/spec")));
  }

  @Test
  void links_areTheContracts() throws Exception {
    assertThat(spec().get("consumes")).isEqualTo(known.get("consumes"));
    assertThat(spec().get("provides")).isEqualTo(known.get("provides"));
  }

  @Test
  void files_areTheContracts() throws Exception {
    assertThat(ReleaseDir.map(spec().get("templates")).values())
        .containsAll(ReleaseDir.list(known.get("templates")));
  }

  @Test
  void properties_haveTheContractsDefaults_andOursHaveNone() throws Exception {
    Map<String, Object> expected = new TreeMap<>(ReleaseDir.map(known.get("properties")));
    for (Object ours : List.copyOf(ReleaseDir.list(known.get("ours")))) {
      expected.put(ours.toString(), null);
    }

    Map<String, Object> defaults = new TreeMap<>();
    ReleaseDir.map(spec().get("properties"))
        .forEach((name, about) -> defaults.put(name, ReleaseDir.map(about).get("default")));

    assertThat(defaults).isEqualTo(expected);
  }
}
