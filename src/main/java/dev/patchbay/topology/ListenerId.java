package dev.patchbay.topology;

import java.util.Objects;

/**
 * Which of the MySQL listeners.
 *
 * @param word its name in logs, metrics and JSON
 */
public record ListenerId(String word) {
  /** {@code Proxy.Port}. */
  public static final ListenerId ACTIVE = new ListenerId("active");

  /** {@code Proxy.InactiveMysqlPort}. */
  public static final ListenerId INACTIVE = new ListenerId("inactive");

  public ListenerId {
    Objects.requireNonNull(word, "word");
  }

  @Override
  public String toString() {
    return word;
  }
}
