package dev.patchbay.ctl;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ctl reload}. */
@Command(
    name = "reload",
    description = {
      "Has the proxy read its configuration again.",
      "",
      "Exit code 1 if it is not valid or something in it needs a restart; nothing is changed then."
    },
    sortOptions = false)
final class ReloadCommand extends Verb {
  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    Answer answer = client.ask(Request.bare("POST", "/v0/reload"));
    boolean done = answer.status() < 300;
    if (ctl().json()) {
      screen.json(answer.text());
    } else if (done) {
      screen.print(changes(answer.fields()));
    } else {
      refused(answer.fields()).forEach(screen::note);
    }
    return done ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private static List<Line> changes(Fields answer) {
    List<Line> lines = new ArrayList<>();
    List<String> changes = answer.texts("changes");
    lines.add(Line.plain(changes.isEmpty() ? "Nothing is different." : "Taken over:"));
    changes.forEach(change -> lines.add(Line.plain("  " + change)));
    answer.texts("warnings").forEach(warning -> lines.add(Line.warning("warning: " + warning)));
    return lines;
  }

  private static List<String> refused(Fields answer) {
    List<String> lines = new ArrayList<>();
    List<String> faults = answer.texts("faults");
    lines.add(
        faults.isEmpty()
            ? "patchbay ctl: nothing was changed; this needs a restart of the proxy:"
            : "patchbay ctl: nothing was changed; the configuration is not valid:");
    faults.forEach(fault -> lines.add("  " + fault));
    answer.texts("needsRestart").forEach(change -> lines.add("  " + change));
    return lines;
  }
}
