package dev.patchbay.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchbay man}: manual pages, from the same descriptions as the help. */
@Command(
    name = "man",
    description = {
      "Prints a manual page.",
      "",
      "  to read:    patchbay man ctl | man -l -",
      "  to install: patchbay man ctl >/usr/local/share/man/man1/patchbay-ctl.1"
    })
final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says how to use this command.")
  private boolean help;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..1",
      description = "Of this command, such as ctl. Default: of patchbay itself.")
  private String command;

  /** Prints it. */
  @Override
  public Integer call() {
    CommandLine of = spec.root().commandLine();
    if (command != null) {
      of = of.getSubcommands().get(command);
      if (of == null || of.getCommandSpec().usageMessage().hidden()) {
        throw new ParameterException(
            spec.commandLine(), "there is no command \"" + command + "\": see patchbay --help");
      }
    }
    spec.commandLine().getOut().print(ManPage.of(of.getCommandSpec()));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
