package dev.patchbay.telemetry.events;

/**
 * Text from outside within a sentence of ours: on one line, and unable to turn the direction of
 * what stands around it.
 */
final class Quoted {
  private static final int FIRST_STRONG_ISOLATE = 0x2068;
  private static final int POP_DIRECTIONAL_ISOLATE = 0x2069;

  private Quoted() {}

  static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !steers(c))
        .forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    if (plain.codePoints().noneMatch(Quoted::runsFromRightToLeft)) {
      return plain.toString();
    }
    return plain
        .insert(0, Character.toString(FIRST_STRONG_ISOLATE))
        .appendCodePoint(POP_DIRECTIONAL_ISOLATE)
        .toString();
  }

  /** Whether this is one of the invisible characters that set a direction. */
  private static boolean steers(int c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean runsFromRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
