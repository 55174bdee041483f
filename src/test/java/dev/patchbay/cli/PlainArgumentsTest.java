package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.telemetry.logging.LogOptions.Format;
import dev.patchbay.telemetry.logging.LogOptions.Level;
import dev.patchbay.telemetry.logging.LogOptions.TimeFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainArgumentsTest {

  @Test
  void noArguments_areARunWithTheDefaults() {
    ProxyRun run = PlainArguments.proxyRun(new String[0]).orElseThrow();

    assertThat(run.config()).isEmpty();
    assertThat(run.configPath()).isEmpty();
    assertThat(run.logOptions().get().level()).isEqualTo(Level.INFO);
    assertThat(run.logOptions().get().timeFormat()).isEqualTo(TimeFormat.UNIX_EPOCH);
    assertThat(run.logOptions().get().name()).isEqualTo("patchbay");
    assertThat(run.logOptions().get().format()).isEqualTo(Format.AUTO);
  }

  @Test
  void everyPlainFlag_isUnderstood() {
    ProxyRun run =
        PlainArguments.proxyRun(
                new String[] {
                  "-logLevel=debug",
                  "--timeFormat",
                  "rfc3339",
                  "-log-format=text",
                  "--log-name",
                  "proxy",
                  "-configPath=a b"
                })
            .orElseThrow();

    assertThat(run.configPath()).contains(Path.of("a b"));
    assertThat(run.logOptions().get().level()).isEqualTo(Level.DEBUG);
    assertThat(run.logOptions().get().timeFormat()).isEqualTo(TimeFormat.RFC3339);
    assertThat(run.logOptions().get().name()).isEqualTo("proxy");
    assertThat(run.logOptions().get().format()).isEqualTo(Format.TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-config={a: b}",
        "--config|{a: b=c}",
        "-config|",
        "-config=",
        "-config=-x",
        "-config=\"quoted\"",
        "-config=@file",
        "-config|$HOME ${sys:user.home}",
        "-configPath=c.yml|--logLevel=error|-timeFormat|rfc3339|--log-format=lager"
      })
  void whatIsUnderstood_isWhatPicocliUnderstands(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split("\\|", -1);

    ProxyRun run = PlainArguments.proxyRun(args).orElseThrow();

    CommandLine.ParseResult picocli = Main.commandLine().parseArgs(args);
    assertThat(run.config())
        .isEqualTo(Optional.ofNullable(picocli.matchedOptionValue("-config", null)));
    assertThat(run.configPath())
        .isEqualTo(Optional.ofNullable(picocli.matchedOptionValue("-configPath", null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "demo",
        "check-config|c.yml",
        "-config",
        "-config|-configPath=a",
        "-config=a|-config=b",
        "-config=a|--config=b",
        "-redactSecrets",
        "-redactPatterns=x",
        "-unknown=a",
        "---config=a",
        "config=a",
        "",
        "-"
      })
  void whatIsNotBeyondDoubt_isLeftToPicocli(String line) {
    String[] args = line.split("\\|", -1);

    assertThat(PlainArguments.proxyRun(args)).as(Arrays.toString(args)).isEmpty();
  }
}
