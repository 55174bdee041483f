package dev.patchbay.ctl;

import java.util.Optional;
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

  /**
   * Of a listener that leaves a node.
   *
   * @param draining what the API says of that
   */
  static String ofListener(String listener, Fields draining) {
    return "Listener %s: %s left on %s, until %s."
        .formatted(
            listener,
            left(draining),
            draining.shown("node"),
            Ages.at(Ages.time(draining.text("deadline"))));
  }

  /** Of one that is done; every session was cut, or had its time. */
  static String done(Fields switchover) {
    Optional<String> from = switchover.text("from");
    String moved =
        "Switched over%s to %s"
            .formatted(from.map(node -> " from " + node).orElse(""), switchover.shown("to"));
    Fields ended = switchover.child("ended");
    if (!ended.isEmpty()) {
      return moved
          + "; the drain has ended: "
          + ended.text("text").orElse(ended.shown("how"))
          + ".";
    }
    return moved + from.map(node -> "; every session on " + node + " was cut.").orElse(".");
  }

  private static String left(Fields switchover) {
    OptionalLong left = switchover.number("sessionsLeft");
    return left.isPresent() ? Amounts.of(left.getAsLong(), "session") : "sessions";
  }
}
