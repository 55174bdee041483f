package dev.patchbay.ctl;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** One run of {@code patchbay ctl} in this process. */
record Ctl(int code, String out, String err) {

  /** What stands around the commands of a test. */
  static final class Setting {
    private final Map<String, String> environment = new TreeMap<>();
    private Tty tty = new NoTty();
    private boolean terminal;

    Setting variable(String name, String value) {
      environment.put(name, value);
      return this;
    }

    Setting at(Tty person) {
      tty = person;
      return this;
    }

    Setting terminal() {
      terminal = true;
      return this;
    }

    /** Runs it to its end. */
    Ctl run(String... arguments) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code = line(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
      return new Ctl(code, out.toString(), err.toString());
    }

    /** For a command that goes on: prints here. */
    CommandLine line(PrintWriter out, PrintWriter err) {
      CtlCommand ctl = new CtlCommand(new Surroundings(environment, tty, terminal));
      return new CommandLine(ctl).setCommandName("patchbay ctl").setOut(out).setErr(err);
    }
  }

  /** With user, password and URL in the environment. */
  static Setting knowing(String url, String user, String password) {
    return new Setting()
        .variable("PATCHBAY_API_URL", url)
        .variable("PATCHBAY_API_USER", user)
        .variable("PATCHBAY_API_PASSWORD", password);
  }

  static Setting bare() {
    return new Setting();
  }

  /** All that was printed. */
  String all() {
    return out + err;
  }

  /** The lines on standard output. */
  java.util.List<String> lines() {
    return Arrays.asList(out.split("\n"));
  }
}
