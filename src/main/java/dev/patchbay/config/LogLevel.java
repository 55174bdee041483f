package dev.patchbay.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The least level that is logged, in the words of the flag {@code -logLevel}. */
public enum LogLevel {
  DEBUG,
  INFO,
  ERROR,
  FATAL;

  /** All words, for messages. */
  static String words() {
    return Arrays.stream(values()).map(LogLevel::key).collect(Collectors.joining(", "));
  }

  static Optional<LogLevel> of(String key) {
    return Arrays.stream(values()).filter(level -> level.key().equals(key)).findAny();
  }

  /** The word in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
