package dev.patchbay.config;

import dev.patchbay.topology.Hold;
import java.util.Optional;

/**
 * The whole numbers that a key may have, both ends included.
 *
 * @param words what the operator reads as expected
 */
record Range(int from, int to, String words) {
  static final Range PORT = new Range(1, 65535, "a port from 1 to 65535");
  static final Range PORT_OR_OFF =
      new Range(0, 65535, "a port from 1 to 65535, or 0 for no such listener");
  static final Range MILLIS =
      new Range(1, Integer.MAX_VALUE, "a number of milliseconds from 1 to 2147483647");
  static final Range SECONDS =
      new Range(0, Integer.MAX_VALUE, "a number of seconds from 0 to 2147483647");
  static final Range COUNT = new Range(0, Integer.MAX_VALUE, "a number from 0 to 2147483647");

  static final Range HOLD_MILLIS =
      new Range(0, Hold.MAX_MILLIS, "a number of milliseconds from 0 to " + Hold.MAX_MILLIS);
  static final Range SOME = new Range(1, Integer.MAX_VALUE, "a number from 1 to 2147483647");

  static final Range SECONDS_OR_EVER =
      new Range(0, Integer.MAX_VALUE, "a number of seconds from 1 to 2147483647, or 0 for ever");

  /** The number, if the text is a decimal one in this range. */
  Optional<Integer> parse(String text) {
    if (!text.matches("[+-]?[0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return number < from || number > to ? Optional.empty() : Optional.of((int) number);
  }
}
