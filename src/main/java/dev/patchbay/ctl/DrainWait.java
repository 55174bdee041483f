package dev.patchbay.ctl;

import java.util.Optional;

/** Tells of a switchover, and waits for the end of one that drains. */
final class DrainWait {
  private final ApiClient client;
  private final Screen screen;
  private final CtlCommand ctl;

  DrainWait(ApiClient client, Screen screen, CtlCommand ctl) {
    this.client = client;
    this.screen = screen;
    this.ctl = ctl;
  }

  /**
   * Tells what this answer says, and how it ends.
   *
   * @param answer of the switchover, with one in it
   * @param noWait leaves it when it drains
   * @return the exit code
   */
  int after(Answer answer, boolean noWait) throws CtlException, InterruptedException {
    Fields switchover = answer.fields().child("switchover");
    if (!isDraining(switchover)) {
      tell(answer, DrainWords.done(switchover));
      return ExitCode.DONE;
    }
    if (noWait) {
      tell(answer, DrainWords.underWay(switchover));
      return ExitCode.DONE;
    }
    if (!ctl.json()) {
      switchover.text("warning").ifPresent(w -> screen.print(Line.warning(w)));
    }
    Answer last;
    try (AtExit goesOn =
        AtExit.saying(
            screen,
            System.lineSeparator()
                + "The drain goes on. To end it: patchbay ctl switchover --finish, or --back")) {
      last =
          new Rounds(screen, ctl)
              .until(
                  answer,
                  later -> isSame(answer, later) && isDraining(later),
                  later -> DrainWords.underWay(later.fields().child("switchover")),
                  () -> client.get(SwitchoverCommand.PATH));
    }
    Optional<String> active = StatusCommand.state(client).fields().child("active").text("node");
    String moved = "The traffic was moved once more; " + active.orElse("no node") + " is active.";
    boolean same = isSame(answer, last);
    tell(last, same ? DrainWords.done(last.fields().child("switchover")) : moved);
    return same && active.equals(switchover.text("to")) ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private void tell(Answer answer, String words) {
    if (ctl.json()) {
      screen.json(answer.text());
      return;
    }
    screen.line(words);
  }

  /** Whether there is one that drains. */
  static boolean isDraining(Answer answer) {
    return isDraining(answer.fields().child("switchover"));
  }

  private static boolean isDraining(Fields switchover) {
    return switchover.text("state").equals(Optional.of("draining"));
  }

  private static boolean isSame(Answer first, Answer later) {
    return first
        .fields()
        .child("switchover")
        .text("since")
        .equals(later.fields().child("switchover").text("since"));
  }
}
