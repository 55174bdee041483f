package dev.patchbay.demo;

/** What the server says to one command. */
sealed interface Answer {

  /**
   * Done.
   *
   * @param after what is true of the connection from now on
   */
  record Done(Session after) implements Answer {}

  /** Rows, possibly none. */
  record Rows(ResultSet resultSet) implements Answer {}

  /** One line of text, outside of any result set: the answer to COM_STATISTICS. */
  record Text(String text) implements Answer {}

  /**
   * Refused.
   *
   * @param code one of MySQL's error numbers
   * @param sqlState five characters
   */
  record Failure(int code, String sqlState, String message) implements Answer {}

  /** The client is to prove once more who it is, then goes on as {@code next}. */
  record LoginAgain(Session next, String plugin) implements Answer {}

  /** The client has said goodbye. */
  record Goodbye() implements Answer {}
}
