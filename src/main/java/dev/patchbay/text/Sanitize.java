package dev.patchbay.text;

/** Text from outside, made so that it can stand in a line of ours. */
public final class Sanitize {
  private static final char CUT = '…';
  private static final char REPLACEMENT = '\ufffd';

  private Sanitize() {}

  /**
   * On one line: a run of control characters becomes a space, and the invisible characters that
   * turn the direction of what stands around them are left out.
   */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean inRun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      if (breaks && !inRun) {
        line.append(' ');
      } else if (!breaks && !steers(c)) {
        line.append(c);
      }
      inRun = breaks;
    }
    return line.toString();
  }

  /**
   * As {@link #line(String)}, and not too long.
   *
   * @param most how many UTF-16 units, at least 2
   */
  public static String line(String text, int most) {
    return cut(line(text), most);
  }

  /**
   * Not too long, and sound UTF-16: cut between two characters, with a mark at the cut; half a
   * surrogate pair, which no UTF-8 holds, is replaced.
   *
   * @param most how many UTF-16 units, the mark included; at least 2
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return wellFormed(text);
    }
    int end = most - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return wellFormed(text.substring(0, end)) + CUT;
  }

  /** Whether this is one of the invisible characters that set a direction. */
  private static boolean steers(char c) {
    return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
  }

  private static String wellFormed(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder sound = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                sound.appendCodePoint(
                    c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                        ? REPLACEMENT
                        : c));
    return sound.toString();
  }
}
