package dev.patchbay.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchbay completion}: a script from which a shell learns our commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes our commands and options in a shell.",
      "",
      "  bash: source <(patchbay completion bash)",
      "  zsh:  source <(patchbay completion zsh)",
      "",
      "For all users of bash: patchbay completion bash >/etc/bash_completion.d/patchbay"
    })
final class CompletionCommand implements Callable<Integer> {

  /** As it is typed. */
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says how to use this command.")
  private boolean help;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell;

  /** Prints it. The one script does for both shells, as zsh understands bash's. */
  @Override
  public Integer call() {
    String script = AutoComplete.bash("patchbay", spec.root().commandLine());
    String begin =
        shell == Shell.zsh
            ? "autoload -Uz compinit && compinit -u\nautoload -Uz bashcompinit && bashcompinit\n"
            : "";
    spec.commandLine().getOut().print(begin + script);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
