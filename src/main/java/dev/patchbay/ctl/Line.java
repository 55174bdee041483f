package dev.patchbay.ctl;

/**
 * A line for people.
 *
 * @param text may hold anything that a server sent; it is made safe when it is printed
 */
record Line(Tone tone, String text) {

  /** How loud it is, where a terminal can show that. */
  enum Tone {
    PLAIN(""),
    HEADING("1"),
    GOOD("32"),
    WARNING("33"),
    LOUD("1;31");

    private final String code;

    Tone(String code) {
      this.code = code;
    }

    /** The text between this tone's escapes; plain text stays as it is. */
    String around(String text) {
      return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  }

  static Line plain(String text) {
    return new Line(Tone.PLAIN, text);
  }

  static Line heading(String text) {
    return new Line(Tone.HEADING, text);
  }

  static Line warning(String text) {
    return new Line(Tone.WARNING, text);
  }

  static Line loud(String text) {
    return new Line(Tone.LOUD, text);
  }
}
