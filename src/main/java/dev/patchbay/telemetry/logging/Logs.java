package dev.patchbay.telemetry.logging;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The names that all of our log lines share. */
public final class Logs {
  /**
   * The program's name, unless a flag says another one; the logger of this name belongs to no
   * session.
   */
  public static final String ROOT = "patchbay";

  /** Raises an event logged at error to the level {@code fatal}, which SLF4J does not have. */
  public static final Marker FATAL = MarkerFactory.getMarker("FATAL");

  private Logs() {}
}
