package dev.patchbay.cli;

import dev.patchbay.app.StartFailure;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.ctl.CtlCommand;
import dev.patchbay.ctl.HashPasswordCommand;
import dev.patchbay.telemetry.logging.LogOptions;
import dev.patchbay.telemetry.logging.LogOptions.Format;
import dev.patchbay.telemetry.logging.LogOptions.Level;
import dev.patchbay.telemetry.logging.LogOptions.TimeFormat;
import dev.patchbay.telemetry.logging.LogSetup;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.telemetry.logging.Printing;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;

/** Where the program begins. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] args) {
    int exitCode = execute(args);
    LogSetup.stop();
    System.exit(exitCode);
  }

  /** Runs the command that the arguments name; returns its exit code. */
  static int execute(String... args) {
    Optional<ProxyRun> proxy = PlainArguments.proxyRun(args);
    if (proxy.isEmpty()) {
      return commandLine().execute(asPicocliWantsThem(args));
    }
    try {
      return proxy.get().untilStopped();
    } catch (InterruptedException | RuntimeException e) {
      Printing.patiently(e::printStackTrace);
      return 1;
    }
  }

  /** Help is asked for with one dash as well, like every flag of a program written in Go. */
  private static String[] asPicocliWantsThem(String[] args) {
    return Arrays.stream(args).map(a -> a.equals("-help") ? "--help" : a).toArray(String[]::new);
  }

  /** Says what is wrong in one line; forty lines of usage would push it off the screen. */
  private static int wrongOptions(CommandLine.ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String command = line.getCommandSpec().qualifiedName();
    line.getErr().println("patchbay: " + e.getMessage() + " (see " + command + " --help)");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** The demo is for people, wherever its output goes. */
  private static RunningProxy startDemo(PatchbayConfig config) throws StartFailure {
    LogSetup.apply(
        new LogOptions(
            Level.INFO, TimeFormat.RFC3339, Format.TEXT, LogOptions.DEFAULT.redactor(), Logs.ROOT));
    return RunningProxy.start(config);
  }

  static CommandLine commandLine() {
    return commandLine(new CtlCommand());
  }

  static CommandLine commandLine(CtlCommand ctl) {
    CommandLine line =
        new CommandLine(new ProxyCommand())
            // Here alone, before there are commands: theirs mix words and options.
            .setStopAtPositional(true)
            .addSubcommand(new CheckConfigCommand())
            .addSubcommand(new HashPasswordCommand())
            .addSubcommand(ctl)
            .addSubcommand(new AgentCommand())
            .addSubcommand(new PingdbCommand())
            .addSubcommand(new DemoCommand(Main::startDemo))
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new ManCommand())
            .addSubcommand(new TrainingCommand())
            .addSubcommand(new CommandLine.HelpCommand());
    // Options such as -config have names as Go programs have them: one dash, several letters. And a
    // configuration given as an argument is text, whatever signs it begins with.
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setExpandAtFiles(false);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(Main::wrongOptions);
    return line;
  }
}
