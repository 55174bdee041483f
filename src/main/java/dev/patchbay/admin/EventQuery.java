package dev.patchbay.admin;

import io.vertx.core.MultiMap;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Which events somebody asks for.
 *
 * @param since the id of the last one they have; empty if they have none
 * @param limit how many they want at the most, the newest ones
 */
record EventQuery(OptionalLong since, int limit) {
  static final int MAX_LIMIT = 1000;
  static final int DEFAULT_LIMIT = 100;

  /** As long as every value of this form fits a long. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * Reads the query's {@code since} and {@code limit}.
   *
   * @throws IllegalArgumentException if one is wrong; the message is one line for the caller
   */
  static EventQuery of(MultiMap query) {
    return new EventQuery(since(query), limit(query));
  }

  /**
   * Reads the query's {@code since}.
   *
   * @throws IllegalArgumentException if it is wrong; the message is one line for the caller
   */
  static OptionalLong since(MultiMap query) {
    String text = query.get("since");
    if (text == null) {
      return OptionalLong.empty();
    }
    OptionalLong id = id(text);
    if (id.isEmpty()) {
      throw wrong("since must be the id of an event, a whole number", text);
    }
    return id;
  }

  /** The id that this text is; empty if it is none. */
  static OptionalLong id(String text) {
    return text != null && NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static int limit(MultiMap query) {
    String text = query.get("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    OptionalLong limit = id(text);
    if (limit.isEmpty() || limit.getAsLong() < 1 || limit.getAsLong() > MAX_LIMIT) {
      throw wrong("limit must be a whole number from 1 to " + MAX_LIMIT, text);
    }
    return (int) limit.getAsLong();
  }

  private static IllegalArgumentException wrong(String what, String text) {
    return new IllegalArgumentException(what + "; got \"" + Shown.of(text) + "\"");
  }
}
