package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages as man(1) shows them. */
class ManPageTest {
  @TempDir private Path directory;

  private static String page(String... of) {
    StringWriter out = new StringWriter();
    String[] words = new String[of.length + 1];
    words[0] = "man";
    System.arraycopy(of, 0, words, 1, of.length);
    assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute(words)).isZero();
    return out.toString();
  }

  /** As it stands on paper; fails if man has anything to complain of. */
  private String shown(String page) throws Exception {
    Path file = Files.writeString(directory.resolve("page.1"), page);
    ProcessBuilder man =
        new ProcessBuilder("man", "--warnings", "--nj", "--nh", "-l", file.toString());
    man.environment().putAll(java.util.Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "80"));
    Path errors = directory.resolve("errors");
    Process process = man.redirectError(errors.toFile()).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(errors).isEmptyFile();
    return text.replaceAll(".\b", "").replace('\u2010', '-');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ctl",
        "agent",
        "pingdb",
        "demo",
        "check-config",
        "hash-password",
        "completion",
        "man"
      })
  void pageOfEachCommand_isShownWithoutAWarning(String command) throws Exception {
    assertThat(shown(page(command))).contains("NAME", "patchbay-" + command + " - ", "SYNOPSIS");
  }

  @Test
  void pageOfPatchbay_namesItsCommands_andNotTheHiddenOnes() throws Exception {
    assertThat(shown(page()))
        .contains("patchbay - ", "OPTIONS", "check-config", "-configPath")
        .doesNotContain("training-run");
  }

  @Test
  void pageOfCtl_hasEachVerb_itsOptions_andTheExitCodes() throws Exception {
    assertThat(shown(page("ctl")))
        .contains("patchbay ctl switchover", "--deadline SECONDS", "patchbay ctl sessions cut")
        .contains("EXIT STATUS", "PATCHBAY_API_PASSWORD", "Default: 10.")
        .doesNotContain("--password ", "${");
  }

  @Test
  void signsOfTroff_areText() {
    assertThat(page("ctl")).doesNotContain("\n'").contains("\\-\\-json");
  }

  @Test
  void unknownCommand_isWrongUsage() {
    StringWriter err = new StringWriter();

    int code = Main.commandLine().setErr(new PrintWriter(err)).execute("man", "training-run");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("no command");
  }
}
