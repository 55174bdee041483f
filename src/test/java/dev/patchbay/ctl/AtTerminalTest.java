package dev.patchbay.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands at a real terminal, with a person who types. */
class AtTerminalTest {
  private static final String PERSON = "src/test/resources/dev/patchbay/ctl/at-terminal.py";
  private static final String ESCAPE = "\u001b";

  private static DemoProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new DemoProxy(2);
    await().until(() -> proxy.ctl().run("status").out().contains("Active:   node-0"));
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  private static String play(Map<String, String> environment, List<String> steps, String... ctl)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", PERSON));
    command.addAll(steps);
    command.add("--");
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.patchbay.cli.Main",
            "ctl",
            "--url=" + proxy.url()));
    command.addAll(List.of(ctl));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("TERM", "xterm", "LC_ALL", "C.UTF-8"));
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Map<String, String> known() {
    return Map.of("PATCHBAY_API_USER", "demo", "PATCHBAY_API_PASSWORD", DemoProxy.PASSWORD);
  }

  @Test
  void password_isTypedUnseen_andTheTerminalIsAsBefore() throws Exception {
    String wrong = "hunter2";

    String shown =
        play(
            Map.of(),
            List.of(
                "expect:User of",
                "send:demo\\n",
                "expect:Password of demo",
                "hidden",
                "send:" + wrong + "\\n"),
            "status");

    assertThat(shown).contains("does not accept this password", "exit 3 echo on");
    assertThat(shown).doesNotContain(wrong);
  }

  @Test
  void ctrlCAtThePassword_leavesATerminalThatShowsWhatIsTyped() throws Exception {
    String shown =
        play(
            Map.of("PATCHBAY_API_USER", "demo"),
            List.of("expect:Password of demo", "hidden", "send:\\x03"),
            "status");

    assertThat(shown).contains("exit 130 echo on");
  }

  @Test
  void watch_redraws_andEndsCleanlyAtCtrlC() throws Exception {
    String shown =
        play(
            known(),
            List.of("expect:Active:", "expect:" + ESCAPE + "[J" + ESCAPE + "[H", "send:\\x03"),
            "status",
            "--watch");

    assertThat(shown).contains(ESCAPE + "[2J", "exit 0 echo on");
  }

  @Test
  void colours_areForTerminals_unlessNoColorIsSet() throws Exception {
    String coloured = play(known(), List.of(), "status");
    Map<String, String> plain = new HashMap<>(known());
    plain.put("NO_COLOR", "1");

    String uncoloured = play(plain, List.of(), "status");

    assertThat(coloured).contains(ESCAPE + "[1m", "exit 0");
    assertThat(uncoloured).doesNotContain(ESCAPE).contains("exit 0");
  }

  @Test
  void drain_isAskedAbout_andNoIsTheDefault() throws Exception {
    String shown = play(known(), List.of("expect:[y/N]", "send:\\n"), "drain");

    assertThat(shown).contains("nothing was done", "exit 1 echo on");
  }

  @Test
  void follow_endsCleanlyAtCtrlC() throws Exception {
    String shown = play(known(), List.of("expect:node-0 is active", "send:\\x03"), "events", "-f");

    assertThat(shown).contains("exit 0 echo on");
  }
}
