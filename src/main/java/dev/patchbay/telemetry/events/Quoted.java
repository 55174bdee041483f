package dev.patchbay.telemetry.events;

import dev.patchbay.text.Sanitize;

/**
 * Text from outside within a sentence of ours: on one line, and unable to turn the direction of
 * what stands around it.
 */
final class Quoted {
  private static final int FIRST_STRONG_ISOLATE = 0x2068;
  private static final int POP_DIRECTIONAL_ISOLATE = 0x2069;

  private Quoted() {}

  static String of(String text) {
    StringBuilder plain = new StringBuilder(Sanitize.line(text));
    if (plain.codePoints().noneMatch(Quoted::runsFromRightToLeft)) {
      return plain.toString();
    }
    return plain
        .insert(0, Character.toString(FIRST_STRONG_ISOLATE))
        .appendCodePoint(POP_DIRECTIONAL_ISOLATE)
        .toString();
  }

  private static boolean runsFromRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
