package dev.patchbay.ctl;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctl switchover}. */
@Command(
    name = "switchover",
    description = {
      "Makes another node the active one.",
      "",
      "Every session is cut at once, and clients come back to the new node; with --drain they leave"
          + " in their own time. Waits for the end of a drain: exit code 0 if the new node is the"
          + " active one then, 1 if not."
    },
    sortOptions = false)
final class SwitchoverCommand extends Verb {
  static final String PATH = "/v0/switchover";

  @Parameters(
      paramLabel = "NODE",
      arity = "0..1",
      description = "The new active node. Default: the one that a failover would choose.")
  private String node;

  @Mixin private Leave leave;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why, for those who wonder later.")
  private String message;

  @Option(
      names = "--finish",
      description = "Ends a drain now: cuts what is left on the former node.")
  private boolean finish;

  @Option(
      names = "--back",
      description = "Ends a drain now: goes back to the former node, and cuts what is on the new.")
  private boolean back;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException, InterruptedException {
    if (finish || back) {
      return end(client, screen);
    }
    JsonObject body = new JsonObject();
    if (node != null) {
      body.put("to", node);
    }
    if (message != null) {
      body.put("message", message);
    }
    leave.addTo(body);
    Answer answer = client.done(Request.json("POST", PATH, body));
    return new DrainWait(client, screen, ctl()).after(answer, leave.noWait);
  }

  private int end(ApiClient client, Screen screen) throws CtlException {
    if (finish && back || node != null || message != null || leave.isGiven()) {
      throw CtlException.usage(
          "--finish and --back stand alone: see patchbay ctl switchover --help");
    }
    Answer answer =
        client.done(Request.bare("DELETE", PATH + "?way=" + (finish ? "finish" : "back")));
    if (ctl().json()) {
      screen.json(answer.text());
    } else {
      Fields active = StatusCommand.state(client).fields().child("active");
      screen.line("The drain has ended; " + active.text("node").orElse("no node") + " is active.");
    }
    return ExitCode.DONE;
  }
}
