package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckConfigCommandTest {
  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String example;

  @BeforeEach
  void readExample() throws Exception {
    example = Files.readString(Path.of("config.yml.example")).replace("change-me", "s3cret");
  }

  @Test
  void validFile_isToldInOneLine() throws Exception {
    String file = write(example.replace("InactiveMysqlPort: 0", "InactiveMysqlPort: 3336"));

    assertThat(run(file)).isZero();

    assertThat(out.toString().strip())
        .isEqualTo(
            file
                + ": valid; MySQL on port 3306, inactive MySQL on 3336, API on 8080, aggregator on"
                + " 8082, health on 1936; backends mysql/0 at 10.10.0.13:3306, mysql/1 at"
                + " 10.10.0.14:3306, mysql/2 at 10.10.0.15:3306");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void exampleAsItIs_isWarnedOfForItsPassword() throws Exception {
    String file = write(example.replace("s3cret", "change-me"));

    assertThat(run(file)).isZero();

    assertThat(err.toString()).startsWith("warning: API.Password: ").contains("choose your own");
  }

  @Test
  void unknownKey_isWarnedOf() throws Exception {
    String file = write(example + "\nTracing: true\n");

    assertThat(run(file)).isZero();

    assertThat(err.toString()).contains("warning: unknown keys are ignored: Tracing (line ");
    assertThat(out.toString()).contains("valid");
  }

  @Test
  void faults_areAllNamedAndUnknownKeysToo() throws Exception {
    String file =
        write(
            example
                .replace("HealthPort:", "HelthPort:")
                .replace("AggregatorPort: 8082", "AggregatorPort: 0"));

    assertThat(run(file)).isEqualTo(1);

    assertThat(err.toString())
        .contains(
            file,
            "HealthPort: missing, expected a port",
            "API.AggregatorPort: \"0\" (line ",
            "HelthPort (line ",
            "did you mean HealthPort?")
        .doesNotContain("Exception", "s3cret");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void missingFile_isAFault() {
    assertThat(run(dir.resolve("none.yml").toString())).isEqualTo(1);

    assertThat(err.toString()).contains("none.yml: there is no such file");
  }

  @Test
  void dash_readsStandardInput() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("HealthPort: 0".getBytes(StandardCharsets.UTF_8)));

      assertThat(run("-")).isEqualTo(1);
    } finally {
      System.setIn(before);
    }
    assertThat(err.toString())
        .contains("the configuration from standard input is not valid", "HealthPort: \"0\"");
  }

  private String write(String text) throws Exception {
    return Files.writeString(dir.resolve("config.yml"), text).toString();
  }

  private int run(String file) {
    return new CommandLine(new CheckConfigCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(file);
  }
}
