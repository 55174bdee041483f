package dev.patchbay.ctl;

import java.util.OptionalLong;

/** A switchover in words. Pure. */
final class DrainWords {
  private DrainWords() {}

  /** Of one that is draining. */
  static String underWay(Fields switchover) {
    return "Switchover from %s to %s: %s left on %s, until %s; both nodes take writes."
        .formatted(
            switchover.shown("from"),
            switchover.shown("to"),
            left(switchover),
            switchover.shown("from"),
            Ages.at(Ages.time(switchover.text("deadline"))));
  }

  /** Of one that has ended. */
  static String ended(Fields switchover) {
    Fields ended = switchover.child("ended");
    OptionalLong cut = ended.number("sessionsCut");
    return "Switchover from %s to %s has ended: %s, %s."
        .formatted(
            switchover.shown("from"),
            switchover.shown("to"),
            ended.text("how").orElse("done"),
            cut.isPresent() ? Amounts.of(cut.getAsLong(), "session") + " cut" : "sessions cut");
  }

  private static String left(Fields switchover) {
    OptionalLong left = switchover.number("sessionsLeft");
    return left.isPresent() ? Amounts.of(left.getAsLong(), "session") : "sessions";
  }
}
