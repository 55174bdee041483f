package dev.patchbay.ctl;

import dev.patchbay.config.Bcrypt;
import dev.patchbay.text.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the hash of a password, for the file that {@code API.PasswordFile} names. */
@Command(
    name = "hash-password",
    description = {
      "Print the bcrypt hash of a password, for a file that API.PasswordFile names.",
      "",
      "At a terminal it asks twice, and what you type is not shown; else it reads one line from"
          + " standard input. The password is never an argument: others would see it in the list of"
          + " processes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The hash was printed.",
      "2:There was no password, or none that can be used."
    },
    footer = {"", "For example: ./patchbay hash-password >/etc/patchbay/password"})
public final class HashPasswordCommand implements Callable<Integer> {
  private static final int MAX_LINE = 4096;

  private final Tty tty;
  private final InputStream in;
  private final boolean asks;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Say how to use this command.")
  private boolean help;

  /** At the terminal that this process has, if standard input is that. */
  public HashPasswordCommand() {
    this(new DevTty(), System.in, Terminal.isStdin());
  }

  /**
   * @param asks whether there is somebody to ask; else the password is read from {@code in}
   */
  HashPasswordCommand(Tty tty, InputStream in, boolean asks) {
    this.tty = tty;
    this.in = in;
    this.asks = asks;
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> password = asks ? asked() : Lines.read(in, MAX_LINE);
    if (password.isEmpty() || password.get().isEmpty()) {
      return complain("no password was given");
    }
    if (!Bcrypt.fits(password.get())) {
      return complain(
          "a password for bcrypt has at most " + Bcrypt.MAX_BYTES + " bytes, and no zero byte");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(Bcrypt.hash(password.get()));
    out.flush();
    return ExitCode.DONE;
  }

  private Optional<String> asked() {
    Optional<String> first = tty.askSecret("Password: ");
    Optional<String> second = first.flatMap(word -> tty.askSecret("Once more: "));
    if (first.isPresent() && !first.equals(second)) {
      complain("the two are not the same");
      return Optional.empty();
    }
    return first;
  }

  private int complain(String why) {
    spec.commandLine().getErr().println("patchbay: " + why);
    return ExitCode.USAGE;
  }
}
