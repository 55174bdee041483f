package dev.patchbay.ctl;

import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctl events}. */
@Command(name = "events", description = "Says what happened, the newest last.", sortOptions = false)
final class EventsCommand extends Verb {
  @Option(
      names = {"-f", "--follow"},
      description =
          "Go on with what happens, until Ctrl-C. A lost connection is made anew. With --json one"
              + " object a line.")
  private boolean follow;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at the most, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--since", paramLabel = "ID", description = "Only those after this event.")
  private Long since;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException, InterruptedException {
    if (!follow) {
      Answer answer = page(client);
      if (ctl().json()) {
        screen.json(answer.text());
      } else {
        answer.fields().children("events").forEach(event -> print(screen, event));
      }
      return ExitCode.DONE;
    }
    try (AtExit end = AtExit.cleanly(screen)) {
      Fields first = page(client).fields();
      first.children("events").forEach(event -> print(screen, event));
      OptionalLong newest = first.number("newest");
      return new Following(client, screen, newest.orElse(0), event -> print(screen, event)).run();
    }
  }

  private Answer page(ApiClient client) throws CtlException {
    return client.get("/v0/events?limit=" + limit + (since == null ? "" : "&since=" + since));
  }

  private void print(Screen screen, Fields event) {
    if (ctl().json()) {
      screen.json(event.json().encode());
    } else {
      screen.line(event.shown("at") + "  " + event.shown("text"));
    }
  }
}
