package dev.patchbay.ctl;

import picocli.CommandLine.Command;

/** {@code ctl pingdb}. */
@Command(
    name = "pingdb",
    description = {
      "Has the proxy say whether a database answers behind it, as a client would see it.",
      "",
      "For health checks of containers. Exit code 1 if none does, or if the proxy is draining; 3 if"
          + " the proxy itself does not answer."
    },
    sortOptions = false)
final class PingdbVerb extends Verb {
  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    Answer answer = client.ask(Request.line("/v0/pingdb"));
    boolean reached = answer.status() == 200;
    if (reached) {
      screen.line(answer.text());
    } else {
      screen.note("patchbay ctl: " + answer.text());
    }
    return reached ? ExitCode.DONE : ExitCode.REFUSED;
  }
}
