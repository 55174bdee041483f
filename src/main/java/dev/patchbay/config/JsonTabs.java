package dev.patchbay.config;

import java.util.regex.Pattern;

/** JSON may be indented with tabs, YAML not; in all else that matters JSON is YAML. */
final class JsonTabs {
  private static final Pattern BEGINNING = Pattern.compile("\\uFEFF?\\s*\\{\\s*\"");

  private JsonTabs() {}

  /**
   * JSON with a space for each tab outside a string, so that lines and columns stay what they were.
   * Any other text as it is: only what begins with a brace and a quoted key, and has no single
   * quote outside a string, is taken for JSON.
   */
  static String replaced(String text) {
    if (text.indexOf('\t') < 0 || !BEGINNING.matcher(text).lookingAt()) {
      return text;
    }
    StringBuilder spaced = new StringBuilder(text);
    boolean inString = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        inString = !inString;
      } else if (inString && c == '\\') {
        i++;
      } else if (!inString && c == '\'') {
        return text;
      } else if (!inString && c == '\t') {
        spaced.setCharAt(i, ' ');
      }
    }
    return spaced.toString();
  }
}
