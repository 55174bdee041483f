package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The completion script in a real bash and a real zsh. */
class CompletionTest {
  @TempDir private Path directory;

  private static String script(String shell) {
    StringWriter out = new StringWriter();
    int code = Main.commandLine().setOut(new PrintWriter(out)).execute("completion", shell);
    assertThat(code).isZero();
    return out.toString();
  }

  /** What this shell offers after these words; the last one is begun or empty. */
  private List<String> offered(String shell, String... words) throws Exception {
    Path script = Files.writeString(directory.resolve("completion"), script(shell));
    String line = String.join(" ", words);
    String ask =
        """
        . %s
        complete -p patchbay >/dev/null || exit 7
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        COMP_LINE='%s'
        COMP_POINT=%d
        COMPREPLY=()
        # Outside of a shell at a terminal bash complains that it cannot be told of file names.
        _complete_patchbay patchbay '%s' '' 2>/dev/null
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(
                script,
                line.endsWith(" ") ? line + "''" : line,
                words.length - 1,
                line,
                line.length(),
                words[words.length - 1]);
    return run("bash", "--norc", "-c", ask);
  }

  private static List<String> run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }

  @Test
  void bash_offersCommandsAndVerbs() throws Exception {
    assertThat(offered("bash", "patchbay", "c"))
        .contains("ctl", "check-config")
        .doesNotContain("training-run");
    assertThat(offered("bash", "patchbay", "ctl", "s"))
        .containsExactlyInAnyOrder("status", "sessions", "switchover");
  }

  @Test
  void bash_offersOptions_butNotTheHiddenOnes() throws Exception {
    assertThat(offered("bash", "patchbay", "ctl", "status", "--"))
        .contains("--watch", "--url", "--json", "--password-file")
        .doesNotContain("--password");
  }

  @Test
  void bash_offersTheWordsOfAParameter() throws Exception {
    assertThat(offered("bash", "patchbay", "ctl", "traffic", "o")).contains("on", "off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void script_isReadWithoutAWord_andRegistersTheCommand(String shell) throws Exception {
    Path script = Files.writeString(directory.resolve("script"), script(shell));
    String noStartFiles = shell.equals("bash") ? "--norc" : "-f";
    String registered =
        shell.equals("bash") ? "complete -p patchbay" : "print -r -- $_comps[patchbay]";

    List<String> said = run(shell, noStartFiles, "-c", ". " + script + " && " + registered);

    assertThat(said).singleElement().asString().contains("_complete_patchbay");
  }
}
