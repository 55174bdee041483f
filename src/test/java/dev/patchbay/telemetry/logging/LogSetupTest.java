package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In JVMs of their own: the setup belongs to the whole program. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogSetupTest {
  private Process program;

  @AfterEach
  void stop() {
    program.destroyForcibly();
  }

  @Test
  void beforeTheSetup_linesAreWrittenByDefaults() throws Exception {
    start("early", "info");

    assertThat(messages(lines())).containsExactly("patchbay.agent.early");
  }

  @Test
  void info_withLibrariesWarningsOnly_andNothingElseOnStdout() throws Exception {
    start("levels", "info");

    assertThat(messages(lines()))
        .containsExactly(
            "patchbay.agent.info",
            "patchbay.agent.error",
            "patchbay.agent.fatal",
            "patchbay.io.vertx.core.Something.warning");
  }

  @Test
  void debug_ofOursAndNotOfTheLibraries() throws Exception {
    start("levels", "debug");

    assertThat(messages(lines()))
        .contains("patchbay.agent.debug", "patchbay.io.vertx.core.Something.warning")
        .doesNotContain("patchbay.io.vertx.core.Something.chatter");
  }

  @Test
  void error_withoutLibrariesWarnings() throws Exception {
    start("levels", "error");

    assertThat(messages(lines())).containsExactly("patchbay.agent.error", "patchbay.agent.fatal");
  }

  @Test
  void fatal_only() throws Exception {
    start("levels", "fatal");

    assertThat(messages(lines())).containsExactly("patchbay.agent.fatal");
  }

  @Test
  void levelThatIsChanged_holdsForWhatIsLoggedFromThenOn() throws Exception {
    start("changes", "info");

    assertThat(messages(lines()))
        .containsExactly(
            "patchbay.agent.info",
            "patchbay.agent.error",
            "patchbay.agent.fatal",
            "patchbay.io.vertx.core.Something.warning",
            // Fatal.
            "patchbay.agent.fatal",
            // Debug.
            "patchbay.agent.debug",
            "patchbay.agent.info",
            "patchbay.agent.error",
            "patchbay.agent.fatal",
            // The library's warning is the same as before: once a minute.
            // Error.
            "patchbay.agent.error",
            "patchbay.agent.fatal");
  }

  @Test
  void stop_writesAllThatIsQueued_inOrder() throws Exception {
    start("many", "info");

    assertThat(numbers(lines())).isEqualTo(IntStream.range(0, 5_000).boxed().toList());
  }

  @Test
  void blockedStdout_doesNotBlockTheProgram_andTheGapIsSaid() throws Exception {
    start("blocked", "info");

    // The program says on the other stream that it has logged it all: nobody has read a line.
    assertThat(program.errorReader().readLine()).isEqualTo("logged");
    List<String> lines = linesUntilTheQueueIsEmpty();
    program.getOutputStream().close();
    lines.addAll(lines());

    String gap = "patchbay.Log lines were dropped because standard output was blocked";
    List<String> gaps = lines.stream().filter(line -> line.contains(gap)).toList();
    List<String> counted = lines.stream().filter(line -> line.contains("agent.counting")).toList();
    assertThat(gaps).isNotEmpty();
    assertThat(messages(lines)).endsWith("patchbay.agent.last");
    assertThat(numbers(counted)).isSorted().doesNotHaveDuplicates();
    int dropped =
        gaps.stream()
            .mapToInt(line -> new JsonObject(line).getJsonObject("data").getInteger("dropped"))
            .sum();
    assertThat(counted.size() + dropped).isEqualTo(50_000);
  }

  /** Reads as long as there is more; the pipe is empty when none has come for a while. */
  private List<String> linesUntilTheQueueIsEmpty() throws IOException {
    BufferedReader out = program.inputReader(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    long quietSince = System.nanoTime();
    while (System.nanoTime() - quietSince < TimeUnit.SECONDS.toNanos(1)) {
      while (out.ready()) {
        lines.add(out.readLine());
        quietSince = System.nanoTime();
      }
      Thread.onSpinWait();
    }
    return lines;
  }

  private void start(String what, String level) throws IOException {
    program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoggingProgram.class.getName(),
                what,
                level)
            .start();
  }

  private List<String> lines() throws Exception {
    List<String> lines = program.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(program.waitFor()).isZero();
    assertThat(program.errorReader().lines()).isEmpty();
    return lines;
  }

  private static List<String> messages(List<String> lines) {
    return lines.stream().map(line -> new JsonObject(line).getString("message")).toList();
  }

  private static List<Integer> numbers(List<String> lines) {
    return lines.stream()
        .map(line -> new JsonObject(line).getJsonObject("data").getInteger("number"))
        .toList();
  }
}
