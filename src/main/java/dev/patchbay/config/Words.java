package dev.patchbay.config;

/** Text that will stand in an address, a URL or a header. */
final class Words {
  private Words() {}

  /** Whether the text is not empty and free of white space and control characters. */
  static boolean isOne(String text) {
    return !text.isEmpty()
        && text.codePoints()
            .noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c) || c == 0xA0);
  }
}
