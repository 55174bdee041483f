package dev.patchbay.demo;

import java.util.Locale;

/**
 * SQL's LIKE, case-insensitive. By hand and not by a regular expression, because a client writes
 * the pattern: this takes at most pattern times text steps, whatever it is.
 */
final class Like {

  private Like() {}

  static boolean matches(String pattern, String text) {
    String p = pattern.toLowerCase(Locale.ROOT).replace("\\", "");
    String t = text.toLowerCase(Locale.ROOT);
    int inPattern = 0;
    int inText = 0;
    int lastPercent = -1;
    int retryFrom = 0;
    while (inText < t.length()) {
      char wanted = inPattern < p.length() ? p.charAt(inPattern) : 0;
      if (wanted == '%') {
        lastPercent = inPattern++;
        retryFrom = inText;
      } else if (inPattern < p.length() && (wanted == '_' || wanted == t.charAt(inText))) {
        inPattern++;
        inText++;
      } else if (lastPercent >= 0) {
        inPattern = lastPercent + 1;
        inText = ++retryFrom;
      } else {
        return false;
      }
    }
    while (inPattern < p.length() && p.charAt(inPattern) == '%') {
      inPattern++;
    }
    return inPattern == p.length();
  }
}
