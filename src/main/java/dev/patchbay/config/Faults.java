package dev.patchbay.config;

import java.util.ArrayList;
import java.util.List;

/** Collects every fault, so that the operator sees all of them at once. */
final class Faults {
  private static final int SHOWN = 60;

  private final String origin;
  private final List<String> found = new ArrayList<>();

  Faults(String origin) {
    this.origin = origin;
  }

  void missing(String path, String expected) {
    found.add(path + ": missing, expected " + expected);
  }

  /**
   * @param given the value, or what can be said of it when it must not be seen
   */
  void wrong(String path, int line, String given, String expected) {
    found.add(path + ": " + given + " (line " + line + "), expected " + expected);
  }

  /** Ends the reading here: nothing after this fault can be understood. */
  ConfigException fatal(String fault) {
    found.add(oneLine(fault));
    return exception(List.of());
  }

  /**
   * @param warnings for the message, beside the faults
   */
  void throwIfAny(List<String> warnings) throws ConfigException {
    if (!found.isEmpty()) {
      throw exception(warnings);
    }
  }

  /** A value from the text as it may stand in a message: short, quoted, on one line. */
  static String quote(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return '"' + oneLine(start) + '"';
  }

  /** Text from the configuration that can break no line of a log or a terminal. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }

  private ConfigException exception(List<String> warnings) {
    return new ConfigException(
        "the configuration from " + origin + " is not valid", found, warnings);
  }
}
