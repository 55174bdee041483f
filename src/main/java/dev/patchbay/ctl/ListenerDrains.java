package dev.patchbay.ctl;

import java.util.List;
import java.util.Optional;

/**
 * Waits for the listeners that lead to several nodes and are about to leave one of them. Their
 * drains are not the switchover's: the node need not be the active one.
 */
final class ListenerDrains {
  private final ApiClient client;
  private final Screen screen;
  private final CtlCommand ctl;

  ListenerDrains(ApiClient client, Screen screen, CtlCommand ctl) {
    this.client = client;
    this.screen = screen;
    this.ctl = ctl;
  }

  /**
   * Returns once none of them drains this node any more: at their deadline at the latest.
   *
   * @param node its name
   * @return the exit code: {@link ExitCode#REFUSED} if somebody has enabled it meanwhile, for then
   *     its sessions have stayed
   */
  int await(String node) throws CtlException, InterruptedException {
    Answer first = StatusCommand.state(client);
    if (of(node, first).isEmpty()) {
      return ExitCode.DONE;
    }
    Answer last;
    try (AtExit goesOn =
        AtExit.saying(
            screen,
            System.lineSeparator()
                + "The drain goes on. To take it back: patchbay ctl enable "
                + node)) {
      last =
          new Rounds(screen, ctl)
              .until(
                  first,
                  answer -> !of(node, answer).isEmpty(),
                  answer -> String.join(" ", of(node, answer)),
                  () -> StatusCommand.state(client));
    }
    if (isEnabled(node, last)) {
      screen.line(node + " was enabled meanwhile; its sessions have stayed.");
      return ExitCode.REFUSED;
    }
    screen.line("No listener drains " + node + " any more.");
    return ExitCode.DONE;
  }

  private static boolean isEnabled(String node, Answer state) {
    return state.fields().children("nodes").stream()
        .filter(one -> one.text("name").equals(Optional.of(node)))
        .anyMatch(one -> one.flag("enabled").orElse(false));
  }

  /** How it goes at each listener that drains this node, in words. */
  private static List<String> of(String node, Answer state) {
    return state.fields().children("listeners").stream()
        .flatMap(
            listener ->
                drains(listener).stream()
                    .filter(drain -> drain.text("node").equals(Optional.of(node)))
                    .map(drain -> DrainWords.ofListener(listener.shown("name"), drain)))
        .toList();
  }

  /** An older proxy drains one node at a time, and knows no list. */
  private static List<Fields> drains(Fields listener) {
    return listener.has("drains")
        ? listener.children("drains")
        : List.of(listener.child("draining"));
  }
}
