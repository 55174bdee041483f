package dev.patchbay.bosh;

import static dev.patchbay.bosh.Manifests.applied;
import static dev.patchbay.bosh.Manifests.assertDeploys;
import static dev.patchbay.bosh.Manifests.job;
import static dev.patchbay.bosh.Manifests.named;
import static dev.patchbay.bosh.Manifests.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every ops-file, applied to manifests of the shape that pxc-release and cf-deployment have. */
class OpsFilesTest {
  /** Patchbay, with every property that only it knows. */
  private static final List<String> PATCHBAY =
      List.of(
          "use-patchbay.yml",
          "use-lowest-index.yml",
          "set-healthcheck-interval.yml",
          "set-connect-timeout.yml",
          "set-max-sessions.yml",
          "set-hold.yml",
          "set-agree-off.yml",
          "set-ask-other-proxies-off.yml",
          "set-state-file.yml",
          "set-az-priorities.yml",
          "set-allowed-sources.yml",
          "set-proxy-protocol.yml",
          "set-stall-limits.yml",
          "set-shutdown-delay-minimum.yml",
          "set-memory.yml");

  private static final String SINGLE =
      """
      name: pxc
      releases:
      - {name: pxc, version: latest}
      - {name: bpm, version: latest}
      instance_groups:
      - name: mysql
        instances: 1
        jobs:
        - name: pxc-mysql
          release: pxc
          properties: {admin_password: x}
      variables:
      - {name: cf_mysql_mysql_admin_password, type: password}
      """;

  private static final String CLUSTERED =
      """
      name: pxc
      releases:
      - {name: pxc, version: latest}
      - {name: bpm, version: latest}
      instance_groups:
      - name: mysql
        instances: 3
        jobs:
        - name: pxc-mysql
          release: pxc
          properties: {admin_password: x, engine_config: {galera: {enabled: true}}}
        - name: galera-agent
          release: pxc
          properties: {db_password: x, endpoint_password: x}
        - name: bootstrap
          release: pxc
      - name: proxy
        instances: 2
        jobs:
        - name: proxy
          release: pxc
          properties: {api_password: x, shutdown_delay: 30}
      variables:
      - {name: cf_mysql_proxy_api_password, type: password}
      """;

  private static Map<String, Object> properties(Map<String, Object> manifest) {
    return Manifests.properties(manifest, "proxy", "proxy");
  }

  @Test
  void usePatchbay_changesTheReleaseAndNothingElse() throws Exception {
    Map<String, Object> manifest = applied(CLUSTERED, "use-patchbay.yml");

    assertThat(job(manifest, "proxy", "proxy")).containsEntry("release", "patchbay");
    assertThat(names(manifest.get("releases"))).containsExactly("pxc", "bpm", "patchbay");

    GoPatch.apply(
        manifest,
        ReleaseDir.yaml(
            "[{type: remove, path: /releases/name=patchbay}, {type: replace, value: pxc,"
                + " path: /instance_groups/name=proxy/jobs/name=proxy/release}]"));
    assertThat(manifest).isEqualTo(ReleaseDir.yaml(CLUSTERED));
  }

  @Test
  void useSwitchboard_undoesIt_withAllPropertiesThatOnlyPatchbayKnows() throws Exception {
    Map<String, Object> there = applied(CLUSTERED, PATCHBAY.toArray(String[]::new));
    assertThat(properties(there)).hasSize(20);

    Map<String, Object> back =
        applied(
            CLUSTERED,
            Stream.concat(PATCHBAY.stream(), Stream.of("use-switchboard.yml", "remove-release.yml"))
                .toArray(String[]::new));

    assertThat(back).isEqualTo(ReleaseDir.yaml(CLUSTERED));
    assertDeploys(applied(CLUSTERED, "use-patchbay.yml", "use-switchboard.yml"));
  }

  @Test
  void propertyFiles_setPropertiesThatTheJobKnows() throws Exception {
    Map<String, Object> manifest = applied(CLUSTERED, PATCHBAY.toArray(String[]::new));

    assertThat(properties(manifest))
        .containsEntry("active_node_policy", "lowest-index")
        .containsEntry("healthcheck_interval_millis", 250)
        .containsEntry("connect_timeout_millis", 2000)
        .containsEntry("max_sessions", 5000)
        .containsEntry("hold_millis", 5000)
        .containsEntry("agree", "off")
        .containsEntry("state_file", "/var/vcap/data/proxy/state.json")
        .containsEntry("az_priorities", Map.of("z1", 0, "z2", 1))
        .containsEntry("hold_max_sessions", 5000)
        .containsEntry("allowed_sources", List.of("10.0.0.0/8"))
        .containsEntry("inactive_allowed_sources", List.of("10.0.16.0/24"))
        .containsEntry("max_sessions_per_source", 500)
        .containsEntry("proxy_protocol", Map.of("to_backend", "v2", "from", List.of("10.0.16.5")))
        .containsEntry("client_stall_seconds", 300)
        .containsEntry("node_stall_seconds", 300)
        .containsEntry("shutdown_delay_minimum", 30)
        .containsEntry("memory", Map.of("heap_mb", 384, "direct_mb", 1024));
    assertDeploys(manifest);
  }

  @Test
  void useClustered_makesThreeNodesBehindTwoPatchbays() throws Exception {
    Map<String, Object> manifest = applied(SINGLE, "use-clustered.yml");

    assertThat(named(manifest.get("instance_groups"), "mysql")).containsEntry("instances", 3);
    assertThat(names(named(manifest.get("instance_groups"), "mysql").get("jobs")))
        .containsExactly(
            "pxc-mysql", "galera-agent", "cluster-health-logger", "gra-log-purger", "bootstrap");
    assertThat(ReleaseDir.map(job(manifest, "mysql", "pxc-mysql").get("properties")))
        .containsEntry("engine_config", Map.of("galera", Map.of("enabled", true)));
    assertThat(named(manifest.get("instance_groups"), "proxy")).containsEntry("instances", 2);
    assertThat(job(manifest, "proxy", "proxy")).containsEntry("release", "patchbay");
    assertDeploys(manifest);
  }

  @Test
  void colocateProxy_movesItToTheDatabaseNodes() throws Exception {
    Map<String, Object> manifest = applied(SINGLE, "use-clustered.yml", "colocate-proxy.yml");

    assertThat(names(manifest.get("instance_groups"))).containsExactly("mysql");
    assertThat(job(manifest, "mysql", "proxy")).containsEntry("release", "patchbay");
    assertThat(ReleaseDir.map(job(manifest, "mysql", "pxc-mysql").get("properties")))
        .containsEntry("port", 6033);
    assertThat(names(manifest.get("releases"))).containsOnlyOnce("patchbay");
    assertDeploys(manifest);
  }

  /** What pxc-release's own ops-files change of its proxy; they go on working on ours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/instance_groups/name=proxy/vm_extensions?/-",
        "/instance_groups/name=proxy/jobs/name=route_registrar?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/inactive_mysql_port?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/metrics?/enabled?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/status_log?/enabled?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/api_tls?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/api_uri?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/api_force_https?",
        "/instance_groups/name=proxy/jobs/name=proxy/properties/shutdown_delay?",
        "/instance_groups/name=mysql/jobs/name=galera-agent/properties/endpoint_tls?"
      })
  void pathsOfPxcReleasesOwnOpsFiles_stillFit(String path) throws Exception {
    Map<String, Object> before = applied(CLUSTERED, "use-patchbay.yml");
    Map<String, Object> after = applied(CLUSTERED, "use-patchbay.yml");

    GoPatch.apply(after, ReleaseDir.yaml("[{type: replace, path: '" + path + "', value: 1}]"));

    assertThat(after).isNotEqualTo(before);
    if (path.contains("/name=proxy/properties/")) {
      assertDeploys(after);
    }
  }

  static List<Path> opsFiles() throws IOException {
    try (Stream<Path> all = Files.walk(ReleaseDir.OPS_FILES)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("opsFiles")
  void everyFile_saysWhatItIsFor_andIsDescribed(Path file) throws IOException {
    assertThat(file).content().startsWith("# ").contains("\n---\n- type: ");
    assertThat(ReleaseDir.PROJECT.resolve("docs/bosh.md"))
        .content()
        .contains(file.getFileName().toString());
  }

  @Test
  void exampleManifest_hasThreeNodesAndTwoProxies() throws Exception {
    Map<String, Object> manifest =
        ReleaseDir.map(ReleaseDir.yaml(ReleaseDir.ROOT.resolve("manifests/patchbay.yml")));

    assertThat(named(manifest.get("instance_groups"), "mysql")).containsEntry("instances", 3);
    assertThat(named(manifest.get("instance_groups"), "proxy")).containsEntry("instances", 2);
    Set<Object> wanted = new LinkedHashSet<>();
    for (Object group : ReleaseDir.list(manifest.get("instance_groups"))) {
      for (Object job : ReleaseDir.list(ReleaseDir.map(group).get("jobs"))) {
        wanted.add(ReleaseDir.map(job).get("release"));
      }
    }
    assertThat(names(manifest.get("releases"))).containsAll(wanted);
    assertDeploys(manifest);
  }
}
