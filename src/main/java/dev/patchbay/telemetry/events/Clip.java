package dev.patchbay.telemetry.events;

/** Makes text from outside fit to be kept and sent: not too long, and sound UTF-16. */
public final class Clip {
  /** The longest text that is kept, in UTF-16 units, the mark at the cut included. */
  public static final int MAX_CHARS = 2048;

  private static final char CUT = '…';
  private static final char REPLACEMENT = '\ufffd';

  private Clip() {}

  /** This text, cut if it is too long; half a surrogate pair, which no UTF-8 holds, is replaced. */
  public static String of(String text) {
    if (text.length() <= MAX_CHARS) {
      return wellFormed(text);
    }
    int end = MAX_CHARS - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return wellFormed(text.substring(0, end)) + CUT;
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
