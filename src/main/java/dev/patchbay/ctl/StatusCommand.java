package dev.patchbay.ctl;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctl status}. */
@Command(
    name = "status",
    description = {
      "Says who is active, since when and why, how each node is, and what is wrong.",
      "",
      "Exit code 0 if clients are served, 1 if not: no node is active, or traffic is off."
    },
    sortOptions = false)
final class StatusCommand extends Verb {
  private static final long INTERVAL_MILLIS = 1000;
  private static final Tty.Size USUAL = new Tty.Size(24, 80);

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again every second, until Ctrl-C.")
  private boolean watch;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException, InterruptedException {
    Answer state = state(client);
    if (watch) {
      return watch(client, screen, state);
    }
    show(client, screen, state);
    return StatusView.isServing(state.fields()) ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private void show(ApiClient client, Screen screen, Answer state) {
    if (ctl().json()) {
      screen.json(state.text());
    } else {
      screen.print(page(client, state));
    }
  }

  /** Whoever watches sees a restart of the proxy through. */
  private int watch(ApiClient client, Screen screen, Answer first)
      throws CtlException, InterruptedException {
    boolean drawn = screen.isTerminal() && !ctl().json();
    try (AtExit end = AtExit.cleanly(screen)) {
      Answer state = first;
      while (!screen.isBroken()) {
        try {
          if (state == null) {
            state = state(client);
          }
          if (drawn) {
            screen.redraw(page(client, state), size());
          } else {
            show(client, screen, state);
            if (!ctl().json()) {
              screen.line("");
            }
          }
        } catch (CtlException e) {
          if (e.isDenied()) {
            throw e;
          }
          failed(screen, drawn, e);
        }
        state = null;
        Thread.sleep(INTERVAL_MILLIS);
      }
      return ExitCode.DONE;
    }
  }

  private void failed(Screen screen, boolean drawn, CtlException failure) {
    String words = failure.getMessage() + "; trying again";
    if (drawn) {
      screen.redraw(List.of(Line.loud(words)), size());
    } else {
      screen.note("patchbay ctl: " + words);
    }
  }

  private Tty.Size size() {
    return ctl().around().tty().size().orElse(USUAL);
  }

  /** The state of the proxy, which has at least an active node or the lack of one. */
  static Answer state(ApiClient client) throws CtlException {
    Answer state = client.get("/v0/nodes");
    Fields fields = state.fields();
    // A proxy from before it had listeners does not name them.
    boolean oddListeners = fields.has("listeners") && !fields.isList("listeners");
    if (!fields.has("active") || !fields.isList("nodes") || oddListeners) {
      throw CtlException.unreachable(
          client.endpoint() + " answers, but not as Patchbay's API does: see --url and --config");
    }
    return state;
  }

  private static List<Line> page(ApiClient client, Answer state) {
    return new StatusView(state.fields(), client.endpoint()).lines();
  }
}
