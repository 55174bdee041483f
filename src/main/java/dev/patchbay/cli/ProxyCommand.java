package dev.patchbay.cli;

import dev.patchbay.telemetry.logging.Printing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchbay} without a command's name: the proxy itself. */
@Command(
    name = "patchbay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisHeading = "Usage:%n  ",
    customSynopsis = {
      "patchbay -configPath=FILE [options]     run the proxy",
      "  patchbay COMMAND [options]              see the commands below"
    },
    description = {
      "",
      "A failover proxy for Galera clusters: forwards MySQL traffic to one healthy node, and cuts"
          + " every session the moment that node is no longer healthy.",
      "",
      "To see it work, without a database or a configuration: patchbay demo",
      "",
      "The configuration is the first of these that is there: -config, -configPath, the environment"
          + " variable CONFIG (text), the environment variable CONFIG_PATH (file).",
      "config.yml.example explains every key.",
      ""
    },
    optionListHeading = "Options (one dash or two, the value after = or as the next word):%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Stops at SIGTERM or SIGINT, after Proxy.ShutdownDelaySeconds; a second signal ends it at"
          + " once.",
      "Exit codes: 0 stopped as asked, 1 could not start, 2 wrong options, 143 or 130 ended by a"
          + " second signal."
    })
public final class ProxyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Programs written in Go take no notice of what follows their flags. */
  @Parameters(hidden = true, arity = "0..*")
  private List<String> beyondFlags = List.of();

  @Option(
      names = {"-" + Flags.CONFIG, "--" + Flags.CONFIG},
      paramLabel = "TEXT",
      description = "The configuration itself, YAML or JSON.")
  private String config;

  @Option(
      names = {"-" + Flags.CONFIG_PATH, "--" + Flags.CONFIG_PATH},
      paramLabel = "FILE",
      description = "A file with the configuration, YAML or JSON.")
  private Path configPath;

  @Mixin private LogFlags logFlags;

  /** Runs until the process is told to stop. */
  @Override
  public Integer call() throws InterruptedException {
    if (!beyondFlags.isEmpty()) {
      ignore(beyondFlags);
    }
    return new ProxyRun(
            Optional.ofNullable(config),
            Optional.ofNullable(configPath),
            logFlags::options,
            logFlags.levelGiven(),
            spec.commandLine().getErr())
        .untilStopped();
  }

  /** Not the first word of all: that was meant for a command, and must not start a proxy. */
  private void ignore(List<String> words) {
    CommandLine line = spec.commandLine();
    if (line.getParseResult().matchedOptions().isEmpty()) {
      throw new CommandLine.ParameterException(line, "There is no command " + words.get(0));
    }
    Printing.patiently(
        () -> line.getErr().println("patchbay: ignored: " + String.join(" ", words)));
  }
}
