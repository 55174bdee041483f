package dev.patchbay.telemetry.events;

import dev.patchbay.text.Sanitize;

/** How long a text from outside may be that is kept and sent. */
public final class Clip {
  /** The longest text that is kept, in UTF-16 units, the mark at the cut included. */
  public static final int MAX_CHARS = 2048;

  private Clip() {}

  /** This text, cut if it is too long; see {@link Sanitize#cut}. */
  public static String of(String text) {
    return Sanitize.cut(text, MAX_CHARS);
  }
}
