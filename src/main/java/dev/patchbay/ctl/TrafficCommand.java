package dev.patchbay.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctl traffic}. */
@Command(
    name = "traffic",
    description = {
      "Switches all traffic on or off.",
      "",
      "Off cuts every session, and turns every client away until it is on again."
    },
    sortOptions = false)
final class TrafficCommand extends Verb {

  /** As it is typed. */
  enum Wish {
    on,
    off
  }

  @Parameters(paramLabel = "on|off", description = "${COMPLETION-CANDIDATES}.")
  private Wish wish;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for those who wonder later; needed for off.")
  private String message;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    boolean on = wish == Wish.on;
    if (!on && message.isBlank()) {
      throw CtlException.usage("-m is missing: say why, for those who wonder later");
    }
    String form = "trafficEnabled=" + on + "&message=" + Request.encoded(message);
    Answer answer = client.done(Request.form("PATCH", "/v0/cluster", form));
    if (ctl().json()) {
      screen.json(answer.text());
    } else if (on) {
      screen.line("Traffic is on.");
    } else {
      screen.line("Traffic is off: every session is cut, and every client is turned away.");
      screen.line("To switch it on again: patchbay ctl traffic on");
    }
    return ExitCode.DONE;
  }
}
