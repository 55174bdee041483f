package dev.patchbay.ctl;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code patchbay ctl}: looks at and steers a proxy that runs, by its API. */
@Command(
    name = "ctl",
    description = {
      "Look at and steer a running proxy.",
      "",
      "It asks the proxy's API. On the proxy's machine its configuration is all that is needed:"
          + " patchbay ctl -c config.yml status"
    },
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions, before or after the command:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:Done, and for status: clients are served.",
      "  1:The proxy refused, or it is not so.",
      "  2:Wrong usage; the proxy was not asked.",
      "  3:The proxy cannot be reached, does not accept the password, or answers oddly.",
      "130:Ctrl-C while a command waited."
    },
    sortOptions = false,
    subcommands = {
      StatusCommand.class,
      NodesCommand.class,
      SessionsCommand.class,
      EventsCommand.class,
      SwitchoverCommand.class,
      DisableCommand.class,
      EnableCommand.class,
      TrafficCommand.class,
      DrainCommand.class,
      PingdbVerb.class,
      ReloadCommand.class
    },
    footer = {
      "",
      "The password comes from --config, --password-file or the variable PATCHBAY_API_PASSWORD, or"
          + " you are asked for it; never from an option. Over plain http it is sent to this machine"
          + " only, unless --allow-plain-http is given.",
      "Output is plain where it is no terminal, or where NO_COLOR is set."
    })
public final class CtlCommand implements Callable<Integer> {
  private static final int LONGEST_TIMEOUT = 600;

  private final Surroundings around;
  @Mixin private CtlOptions options;
  @Spec private CommandSpec spec;

  /** With what the process finds around it. */
  public CtlCommand() {
    this(Surroundings.ofProcess());
  }

  /** With these variables in place of the process's own, and without a terminal. */
  public CtlCommand(Map<String, String> environment) {
    this(new Surroundings(environment, new NoTty(), false));
  }

  CtlCommand(Surroundings around) {
    this.around = around;
  }

  /** Without a verb: says which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  boolean json() {
    return options.json;
  }

  Surroundings around() {
    return around;
  }

  Screen screen() {
    CommandLine line = spec.commandLine();
    return new Screen(line.getOut(), line.getErr(), around.terminal(), around.styled());
  }

  /**
   * May ask for user and password.
   *
   * @throws CtlException if there is no way to the API
   */
  ApiClient client() throws CtlException {
    if (options.timeoutSeconds < 1 || options.timeoutSeconds > LONGEST_TIMEOUT) {
      throw CtlException.usage("--timeout: expected 1 to " + LONGEST_TIMEOUT + " seconds");
    }
    return new ApiClient(
        new AccessFinder(options, around).find(), Duration.ofSeconds(options.timeoutSeconds));
  }
}
