package dev.patchbay.cli;

import picocli.CommandLine;

/** Where the program begins. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new ProxyCommand())
            .addSubcommand(new CheckConfigCommand())
            .addSubcommand(new AgentCommand())
            .addSubcommand(new PingdbCommand())
            .addSubcommand(new DemoCommand(RunningProxy::start))
            .addSubcommand(new CommandLine.HelpCommand());
    // Options such as -config have names as Go programs have them: one dash, several letters. And a
    // configuration given as an argument is text, whatever signs it begins with.
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setExpandAtFiles(false);
    line.setUsageHelpAutoWidth(true);
    return line;
  }
}
