package dev.patchbay.admin;

/** What a caller sent, as it may be said back to them in one line. */
final class Shown {
  private static final int MAX_CHARS = 40;

  private Shown() {}

  static String of(String text) {
    String start = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
