package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.agent.AgentConfig;
import dev.patchbay.agent.AgentConfig.PemFiles;
import dev.patchbay.agent.DatabaseLogin;
import dev.patchbay.agent.HealthRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AgentOptionsTest {

  @TempDir private Path dir;
  private final List<String> faults = new ArrayList<>();

  @Test
  void read_noOptions_takesTheDefaults() {
    AgentConfig config = read(Map.of("MYSQL_PASSWORD", "from-env"));

    assertThat(faults).isEmpty();
    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                "0.0.0.0",
                9201,
                new DatabaseLogin("127.0.0.1", 3306, "galera-agent", "from-env"),
                Duration.ofSeconds(1),
                HealthRules.STRICT,
                Optional.empty(),
                AgentConfig.Signs.NONE));
  }

  @Test
  void read_everyOption_isTaken() throws Exception {
    Path cert = Files.writeString(dir.resolve("c"), "c");
    Path key = Files.writeString(dir.resolve("k"), "k");
    Path password = Files.writeString(dir.resolve("p"), "from file \n");

    AgentConfig config =
        read(
            Map.of("MYSQL_PASSWORD", "from-env"),
            "--port=1",
            "--bind=::1",
            "--mysql-host=db",
            "--mysql-port=3307",
            "--mysql-user=u",
            "--mysql-password-file=" + password,
            "--timeout-millis=250",
            "--available-when-donor",
            "--available-when-read-only",
            "--wsrep-status-file=/var/lib/mysql/status.json",
            "--notify-port=9202",
            "--tls-cert=" + cert,
            "--tls-key=" + key);

    assertThat(faults).isEmpty();
    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                "::1",
                1,
                new DatabaseLogin("db", 3307, "u", "from file "),
                Duration.ofMillis(250),
                new HealthRules(true, true),
                Optional.of(new PemFiles(cert, key)),
                new AgentConfig.Signs(
                    Optional.of(Path.of("/var/lib/mysql/status.json")), OptionalInt.of(9202))));
  }

  @Test
  void read_socket_takesThePlaceOfTheHost() {
    AgentConfig config = read(Map.of(), "--mysql-socket=/run/mysqld/mysqld.sock");

    assertThat(faults).isEmpty();
    assertThat(config.login().host()).isEqualTo("/run/mysqld/mysqld.sock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--port=0; --port: expected a number from 1 to 65535, got \"0\"",
        "--port=http; --port: expected a number from 1 to 65535, got \"http\"",
        "--mysql-port=65536; --mysql-port: expected a number from 1 to 65535, got \"65536\"",
        "--timeout-millis=1s; --timeout-millis: expected a number from 10 to 20000, got \"1s\"",
        "--bind=; --bind: must not be empty",
        "--mysql-user=; --mysql-user: must not be empty",
        "--mysql-socket=s.sock; --mysql-socket: expected an absolute path, got \"s.sock\"",
        "--mysql-host=/s.sock; --mysql-host: expected a host, got a path (that is --mysql-socket)",
        "--mysql-password-file=/none; --mysql-password-file: cannot read /none (NoSuchFileException)",
        "--wsrep-status-file=s.json; --wsrep-status-file: expected an absolute path, got \"s.json\"",
        "--notify-port=0; --notify-port: expected a number from 1 to 65535, got \"0\"",
        "--tls-cert=/none; --tls-key: missing, https needs both --tls-cert and --tls-key",
        "--tls-key=/none; --tls-cert: missing, https needs both --tls-cert and --tls-key"
      })
  void read_faultyOption_isNamedWithWhatWasExpected(String option, String fault) {
    read(Map.of(), option);

    assertThat(faults).containsExactly(fault);
  }

  @Test
  void read_socketAndHost_isAFault() {
    read(Map.of(), "--mysql-socket=/s", "--mysql-host=db");

    assertThat(faults).singleElement().asString().contains("--mysql-socket", "--mysql-host");
  }

  @Test
  void read_manyFaults_areAllNamed() {
    read(
        Map.of(),
        "--port=x",
        "--mysql-port=y",
        "--timeout-millis=z",
        "--tls-cert=/none",
        "--tls-key=/none");

    assertThat(faults).hasSize(5);
  }

  @Test
  void read_hugePasswordFile_isAFault() throws Exception {
    Path huge = Files.writeString(dir.resolve("p"), "x".repeat(5000));

    read(Map.of(), "--mysql-password-file=" + huge);

    assertThat(faults).singleElement().asString().contains("at most 4096 bytes", huge.toString());
  }

  @Test
  void config_asText_hidesThePassword() {
    assertThat(read(Map.of("MYSQL_PASSWORD", "s3cret")).toString()).doesNotContain("s3cret");
  }

  private AgentConfig read(Map<String, String> environment, String... arguments) {
    AgentOptions options = new AgentOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
    return options.read(environment, faults);
  }
}
