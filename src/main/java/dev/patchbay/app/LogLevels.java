package dev.patchbay.app;

import dev.patchbay.config.LogLevel;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.telemetry.logging.LogOptions;

/** The level of the log in the words of the configuration and of the log. */
public final class LogLevels {
  private LogLevels() {}

  /** What this configuration says, or info. */
  public static LogOptions.Level of(PatchbayConfig config) {
    return LogOptions.Level.valueOf(config.logLevel().orElse(LogLevel.INFO).name());
  }

  /** The same level as a value of the configuration. */
  public static LogLevel key(LogOptions.Level level) {
    return LogLevel.valueOf(level.name());
  }
}
