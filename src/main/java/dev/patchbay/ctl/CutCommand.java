package dev.patchbay.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ctl sessions cut}. */
@Command(
    name = "cut",
    description = "Ends one session at once. Its client sees a lost connection.",
    sortOptions = false)
final class CutCommand extends Verb {
  @Parameters(paramLabel = "ID", description = "As in the list of sessions.")
  private String id;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    Answer answer =
        client.done(Request.bare("DELETE", SessionsCommand.PATH + "/" + Request.encoded(id)));
    if (ctl().json()) {
      screen.json(answer.text());
    } else {
      screen.line("Session " + id + " is cut.");
    }
    return ExitCode.DONE;
  }
}
