package dev.patchbay.ctl;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ctl enable}. */
@Command(
    name = "enable",
    description = "Lets a node be chosen again that was disabled. No session moves by that.",
    sortOptions = false)
final class EnableCommand extends Verb {
  @Parameters(paramLabel = "NODE", description = "The node's name, as in patchbay ctl nodes.")
  private String node;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    Answer answer =
        client.done(
            Request.json("PATCH", NodePath.of(node), new JsonObject().put("enabled", true)));
    if (ctl().json()) {
      screen.json(answer.text());
    } else {
      screen.line(node + " is enabled.");
    }
    return ExitCode.DONE;
  }
}
