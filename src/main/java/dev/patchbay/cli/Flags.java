package dev.patchbay.cli;

import java.util.List;

/**
 * The flags of an ordinary start, without their dashes: one table for Picocli's annotations and for
 * {@link PlainArguments}, which reads the same without Picocli.
 */
final class Flags {
  static final String CONFIG = "config";
  static final String CONFIG_PATH = "configPath";
  static final String LOG_LEVEL = "logLevel";
  static final String TIME_FORMAT = "timeFormat";
  static final String LOG_FORMAT = "log-format";
  static final String LOG_NAME = "log-name";

  static final List<String> ALL =
      List.of(CONFIG, CONFIG_PATH, LOG_LEVEL, TIME_FORMAT, LOG_FORMAT, LOG_NAME);

  private Flags() {}
}
