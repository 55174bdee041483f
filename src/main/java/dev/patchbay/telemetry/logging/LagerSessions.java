package dev.patchbay.telemetry.logging;

import java.util.List;
import java.util.Optional;

/**
 * The number that a part of the program has in the data of its lager lines: those parts that
 * Switchboard has, too. Lager counts its sessions as they are made, which comes to these numbers
 * where the status log is off.
 */
final class LagerSessions {
  private static final List<String> PARTS =
      List.of(
          "active-monitor",
          "active-bridge-runner",
          "inactive-monitor",
          "inactive-bridge-runner",
          "status",
          "inactive-node-status");

  private LagerSessions() {}

  /** The number of this logger; none for other parts, the program itself and libraries. */
  static Optional<String> of(String logger) {
    int at = PARTS.indexOf(logger);
    return at < 0 ? Optional.empty() : Optional.of(Integer.toString(at + 1));
  }
}
