package dev.patchbay.bosh;

import static dev.patchbay.bosh.Manifests.applied;
import static dev.patchbay.bosh.Manifests.assertDeploys;
import static dev.patchbay.bosh.Manifests.job;
import static dev.patchbay.bosh.Manifests.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The ops-files for every place of the proxy: nodes of its own, the database nodes of pxc-release,
 * and cf-deployment. Each set goes there and back, and the agent too.
 */
class OpsVariantsTest {
  /** These are for one place only, or stand under an older name as well. */
  private static final Set<String> ONE_PLACE =
      Set.of(
          "use-clustered.yml",
          "colocate-proxy.yml",
          "use-patchbay-colocated.yml",
          "use-patchbay-in-cf-deployment.yml");

  /** Where the proxy is, and a manifest of that shape with Switchboard in it. */
  private enum Place {
    OWN_NODES(".", "proxy", "mysql", 3306, "cf_mysql_mysql_galera_healthcheck_db_password"),
    COLOCATED("colocated", "mysql", "mysql", 6033, "cf_mysql_mysql_galera_healthcheck_db_password"),
    CF("cf-deployment", "database", "database", 13306, "another_name_of_that_password");

    private final String directory;
    private final String group;
    private final String databases;
    private final int databasePort;
    private final String agentPassword;

    Place(String directory, String group, String databases, int port, String agentPassword) {
      this.directory = directory;
      this.group = group;
      this.databases = databases;
      this.databasePort = port;
      this.agentPassword = agentPassword;
    }

    String file(String name) {
      return directory + "/" + name;
    }

    String manifest(boolean agentTls) {
      String proxy =
          """
            - name: proxy
              release: pxc
              properties: {api_password: ((proxy_password)), api_uri: proxy.example.com}
          """;
      return """
          name: cf
          releases:
          - {name: pxc, version: latest}
          - {name: bpm, version: latest}
          instance_groups:
          - name: %s
            instances: 3
            jobs:
            - name: pxc-mysql
              release: pxc
              properties: {admin_password: ((admin_password)), port: %d}
            - name: galera-agent
              release: pxc
              properties: {db_password: ((%s)), endpoint_password: ((endpoint_password))%s}
            - name: bootstrap
              release: pxc
          %s
          variables:
          - {name: proxy_password, type: password}
          - {name: admin_password, type: password}
          - {name: endpoint_password, type: password}
          - {name: endpoint_tls, type: certificate}
          - {name: %s, type: password}
          """
          .formatted(
              databases,
              databasePort,
              agentPassword,
              agentTls ? ", port: 9201, endpoint_tls: " + TLS : "",
              group.equals(databases) ? proxy : "- name: proxy\n  jobs:\n" + proxy,
              agentPassword);
    }
  }

  /** What pxc-release's galera-agent-tls.yml sets. */
  private static final String TLS =
      "{enabled: true, ca: ((endpoint_tls.ca)), certificate: ((endpoint_tls.certificate)),"
          + " private_key: ((endpoint_tls.private_key)), server_name: galera_healthcheck}";

  private static List<String> propertyFiles() throws IOException {
    return ReleaseDir.children(ReleaseDir.OPS_FILES).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.startsWith("set-") || name.equals("use-lowest-index.yml"))
        .toList();
  }

  private static String[] files(Place place, List<String> names) {
    return names.stream().map(place::file).toArray(String[]::new);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void usePatchbay_changesTheRelease_andUseSwitchboardIsTheWayBack(Place place) throws Exception {
    String before = place.manifest(false);

    Map<String, Object> there = applied(before, place.file("use-patchbay.yml"));
    Map<String, Object> back =
        applied(before, place.file("use-patchbay.yml"), place.file("use-switchboard.yml"));

    assertThat(job(there, place.group, "proxy")).containsEntry("release", "patchbay");
    assertThat(job(there, place.databases, "pxc-mysql")).containsEntry("release", "pxc");
    assertDeploys(there);
    assertDeploys(back);
    assertThat(
            applied(
                before,
                files(
                    place,
                    List.of("use-patchbay.yml", "use-switchboard.yml", "remove-release.yml"))))
        .isEqualTo(ReleaseDir.yaml(before));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void allProperties_areSetThere_andGoneOnTheWayBack(Place place) throws Exception {
    String before = place.manifest(false);
    List<String> names =
        Stream.concat(Stream.of("use-patchbay.yml"), propertyFiles().stream()).toList();

    Map<String, Object> there = applied(before, files(place, names));

    assertThat(names).hasSizeGreaterThan(13);
    assertThat(Manifests.properties(there, place.group, "proxy")).hasSizeGreaterThan(18);
    assertDeploys(there);
    List<String> back =
        Stream.concat(names.stream(), Stream.of("use-switchboard.yml", "remove-release.yml"))
            .toList();
    assertThat(applied(before, files(place, back))).isEqualTo(ReleaseDir.yaml(before));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void useAgent_takesTheGaleraAgentsPlace_withItsPortTlsAndPassword(Place place) throws Exception {
    Map<String, Object> manifest =
        applied(place.manifest(true), files(place, List.of("use-patchbay.yml", "use-agent.yml")));

    Map<String, Object> agent = job(manifest, place.databases, "agent");
    assertThat(agent).containsEntry("release", "patchbay");
    // pxc-release makes this account for localhost and has skip_name_resolve on: over TCP it is
    // denied.
    assertThat(ReleaseDir.map(agent.get("properties")))
        .containsEntry("db_socket", "/var/vcap/sys/run/pxc-mysql/mysqld.sock")
        .containsEntry("db_password", "((" + place.agentPassword + "))")
        .containsEntry("port", 9201)
        .containsEntry("endpoint_tls", ReleaseDir.yaml(TLS))
        .doesNotContainKey("endpoint_password");
    assertThat(ReleaseDir.list(manifest.get("instance_groups")))
        .allSatisfy(
            group ->
                assertThat(names(ReleaseDir.map(group).get("jobs")))
                    .doesNotContain("galera-agent", "bootstrap"));
    assertDeploys(manifest);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void useSwitchboard_afterUseAgent_deploys(Place place) throws Exception {
    Map<String, Object> manifest =
        applied(
            place.manifest(true),
            files(place, List.of("use-patchbay.yml", "use-agent.yml", "use-switchboard.yml")));

    assertThat(job(manifest, place.group, "proxy")).containsEntry("release", "pxc");
    assertThat(job(manifest, place.databases, "agent")).containsEntry("release", "patchbay");
    assertDeploys(manifest);
  }

  @Test
  void useAgent_withoutGaleraAgent_isAnError() {
    String single = "{releases: [], instance_groups: [{name: mysql, jobs: [{name: pxc-mysql}]}]}";

    assertThatThrownBy(() -> applied(single, "use-agent.yml"))
        .isInstanceOf(GoPatch.Misfit.class)
        .hasMessageContaining("galera-agent");
  }

  @ParameterizedTest
  @CsvSource({"colocated, mysql", "cf-deployment, database"})
  void everyFile_hasItsVariant_thatDiffersInTheInstanceGroupOnly(String directory, String group)
      throws Exception {
    Path variants = ReleaseDir.OPS_FILES.resolve(directory);
    List<Path> originals =
        ReleaseDir.children(ReleaseDir.OPS_FILES).stream()
            .filter(Files::isRegularFile)
            .filter(file -> !ONE_PLACE.contains(file.getFileName().toString()))
            .toList();

    assertThat(ReleaseDir.children(variants))
        .extracting(Path::getFileName)
        .isEqualTo(originals.stream().map(Path::getFileName).toList());
    for (Path original : originals) {
      assertThat(operations(variants.resolve(original.getFileName())))
          .as(original.getFileName().toString())
          .isEqualTo(
              operations(original)
                  .replaceAll(
                      "/instance_groups/name=(proxy|mysql)/",
                      "/instance_groups/name=" + group + "/"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "use-patchbay-colocated.yml, colocated",
    "use-patchbay-in-cf-deployment.yml, cf-deployment"
  })
  void formerNames_stillWork(String former, String directory) throws Exception {
    assertThat(operations(ReleaseDir.OPS_FILES.resolve(former)))
        .isEqualTo(operations(ReleaseDir.OPS_FILES.resolve(directory + "/use-patchbay.yml")));
  }

  private static String operations(Path file) throws IOException {
    return Files.readString(file).split("---\n", 2)[1];
  }
}
