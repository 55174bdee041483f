package dev.patchbay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The project's own commands. What they source is followed; the BOSH release has its own test. */
class ScriptsTest {

  @Test
  void everyCommand_passesShellcheck() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("shellcheck", "--external-sources", "--source-path=SCRIPTDIR"));
    command.addAll(commands());

    Process shellcheck = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(shellcheck.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).isEmpty();
    assertThat(shellcheck.waitFor()).isZero();
  }

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>(List.of("patchbay", ".ci/run"));
    try (Stream<Path> files = Files.list(Path.of("acceptance"))) {
      files
          .filter(f -> Files.isRegularFile(f) && Files.isExecutable(f))
          .map(Path::toString)
          .forEach(commands::add);
    }
    assertThat(commands).contains("acceptance/run", "acceptance/install");
    return commands;
  }
}
