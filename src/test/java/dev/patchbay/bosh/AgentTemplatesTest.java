package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.bosh.Rendering.Inputs;
import dev.patchbay.cli.AgentFlags;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the job agent. */
class AgentTemplatesTest {
  @TempDir private Path config;

  private final Inputs inputs =
      new Inputs(
          new JsonObject().put("db_password", "p\"w"),
          new JsonObject(),
          Inputs.instance("mysql", "aaaa", 0, "10.0.0.1"));

  private Map<String, Object> process() throws Exception {
    Object bpm = ReleaseDir.yaml(Rendering.of("agent", inputs).text("config/bpm.yml"));
    return ReleaseDir.map(ReleaseDir.list(ReleaseDir.map(bpm).get("processes")).get(0));
  }

  private List<Object> args() throws Exception {
    return ReleaseDir.list(process().get("args"));
  }

  @Test
  void defaults_askTheDatabaseOverTcp_withThePasswordInAFile() throws Exception {
    Map<String, Object> process = process();

    assertThat(args())
        .containsExactly(
            "agent",
            "--port=9200",
            "--mysql-user=galera-agent",
            "--mysql-password-file=/var/vcap/jobs/agent/config/db_password",
            "--timeout-millis=1000",
            "--logLevel=info",
            "--timeFormat=rfc3339",
            "--mysql-host=127.0.0.1",
            "--mysql-port=3306");
    assertThat(AgentFlags.faults(args(), config)).isEmpty();
    assertThat(process).doesNotContainKeys("unsafe", "additional_volumes");
    assertThat(process.get("limits")).isEqualTo(Map.of("memory", "192M", "open_files", 4096));
    assertThat(Rendering.of("agent", inputs).text("config/db_password")).isEqualTo("p\"w\n");
    assertThat(Rendering.of("agent", inputs).text("config/private_key.pem")).isBlank();
  }

  @Test
  void databasePort_isThePropertysThenTheLinks() throws Exception {
    inputs.withLink("mysql", Inputs.link(Map.of("port", 6033)));
    List<Object> ofLink = args();
    inputs.with("db_port", 3399);
    List<Object> ofProperty = args();

    assertThat(ofLink).contains("--mysql-port=6033");
    assertThat(ofProperty).contains("--mysql-port=3399");
  }

  @Test
  void socket_takesThePlaceOfTheAddress_andIsMounted() throws Exception {
    inputs.with("db_socket", "/var/vcap/sys/run/pxc-mysql/mysqld.sock");

    Map<String, Object> process = process();

    assertThat(args())
        .contains("--mysql-socket=/var/vcap/sys/run/pxc-mysql/mysqld.sock")
        .noneMatch(argument -> argument.toString().startsWith("--mysql-host"));
    assertThat(AgentFlags.faults(args(), config)).isEmpty();
    assertThat(process.get("additional_volumes"))
        .as("made by bpm if the database has not made it yet")
        .isEqualTo(List.of(Map.of("path", "/var/vcap/sys/run/pxc-mysql")));
    assertThat(process).doesNotContainKey("unsafe");
  }

  @Test
  void socketOutsideOfWhatBpmShares_isMountedAsItIs() throws Exception {
    inputs.with("db_socket", "/run/mysqld/mysqld.sock");

    Map<String, Object> process = process();

    assertThat(process.get("unsafe"))
        .isEqualTo(Map.of("unrestricted_volumes", List.of(Map.of("path", "/run/mysqld"))));
    assertThat(process).doesNotContainKey("additional_volumes");
  }

  @Test
  void tls_bringsItsFiles() throws Exception {
    inputs
        .with("endpoint_tls.enabled", true)
        .with("endpoint_tls.certificate", "CERT")
        .with("endpoint_tls.private_key", "KEY")
        .with("available_when_donor", true)
        .with("available_when_read_only", true);

    Rendering rendering = Rendering.of("agent", inputs);

    assertThat(args())
        .contains(
            "--tls-cert=/var/vcap/jobs/agent/config/certificate.pem",
            "--tls-key=/var/vcap/jobs/agent/config/private_key.pem",
            "--available-when-donor",
            "--available-when-read-only");
    assertThat(rendering.text("config/certificate.pem")).isEqualTo("CERT\n");
    assertThat(rendering.text("config/private_key.pem")).isEqualTo("KEY\n");
  }

  @Test
  void faults_nameTheProperty() throws Exception {
    inputs.with("logging.format.timestamp", "iso8601").with("db_password", null);

    Rendering rendering = Rendering.of("agent", inputs);

    assertThat(rendering.error("config/bpm.yml")).contains("logging.format.timestamp", "iso8601");
    assertThat(rendering.error("config/db_password")).contains("db_password");
  }
}
