package dev.patchbay.ctl;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctl disable}. */
@Command(
    name = "disable",
    description = {
      "Takes a node out: no session goes there while another healthy node is enabled.",
      "",
      "Disabling the active node is a switchover. Listeners that spread their sessions leave the"
          + " node as well. It stays disabled when the proxy is started anew."
    },
    sortOptions = false)
final class DisableCommand extends Verb {
  @Parameters(paramLabel = "NODE", description = "The node's name, as in patchbay ctl nodes.")
  private String node;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      required = true,
      description = "Why, for those who wonder later.")
  private String message;

  @Mixin private Leave leave;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException, InterruptedException {
    JsonObject body = new JsonObject().put("enabled", false).put("message", message);
    leave.addTo(body);
    Answer answer = client.done(Request.json("PATCH", NodePath.of(node), body));
    if (ctl().json()) {
      screen.json(answer.text());
    } else {
      screen.line(node + " is disabled.");
      if (NodePath.node(answer, node).texts("roles").contains("active")) {
        screen.print(Line.warning("It serves on as the active node until another one is healthy."));
      }
    }
    if (!leave.drain || leave.noWait || ctl().json()) {
      return ExitCode.DONE;
    }
    Answer switchover = client.get(SwitchoverCommand.PATH);
    int code =
        DrainWait.isDraining(switchover)
            ? new DrainWait(client, screen, ctl()).after(switchover, false)
            : ExitCode.DONE;
    int ofListeners = new ListenerDrains(client, screen, ctl()).await(node);
    return code == ExitCode.DONE ? ofListeners : code;
  }
}
