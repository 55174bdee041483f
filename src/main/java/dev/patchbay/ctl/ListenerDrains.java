package dev.patchbay.ctl;

import java.util.List;
import java.util.Optional;

/**
 * Waits for the listeners that lead to several nodes and are about to leave one of them. Their
 * drains are not the switchover's: the node need not be the active one.
 */
final class ListenerDrains {
  private static final Optional<String> SPREADS = Optional.of("fewest_sessions");

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
   * @return the exit code: {@link ExitCode#REFUSED} if it serves on, because somebody has enabled
   *     it meanwhile or there is no other node
   */
  int await(String node) throws CtlException, InterruptedException {
    Answer first = StatusCommand.state(client);
    if (of(node, first).isEmpty()) {
      return servesOn(node, first) ? ExitCode.REFUSED : ExitCode.DONE;
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
    if (servesOn(node, last)) {
      return ExitCode.REFUSED;
    }
    screen.line("No listener drains " + node + " any more.");
    return ExitCode.DONE;
  }

  /** A node that nobody wants serves where there is no other one; whoever asks is told so. */
  private boolean servesOn(String node, Answer state) {
    List<String> listeners =
        state.fields().children("listeners").stream()
            .filter(listener -> listener.text("choice").equals(SPREADS))
            .filter(listener -> listener.texts("nodes").contains(node))
            .map(listener -> listener.shown("name"))
            .toList();
    if (!listeners.isEmpty()) {
      screen.print(
          Line.warning(
              "It serves on at %s, for there is no other healthy node: do not stop its server."
                  .formatted(String.join(", ", listeners))));
    }
    return !listeners.isEmpty();
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
