package dev.patchbay.cli;

import dev.patchbay.telemetry.logging.LogOptions;
import dev.patchbay.telemetry.logging.Logs;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say what is logged, the same for every command that runs until it is stopped. */
final class LogFlags {
  static final String LEVEL = "info";
  static final String TIME_FORMAT = "unix-epoch";
  static final String FORMAT = "auto";
  static final String NAME = Logs.ROOT;

  @Option(
      names = {"-" + Flags.LOG_LEVEL, "--" + Flags.LOG_LEVEL},
      paramLabel = "LEVEL",
      description =
          "debug, info, error or fatal (default: LogLevel of the proxy's configuration, or info).")
  private String logLevel;

  @Option(
      names = {"-" + Flags.TIME_FORMAT, "--" + Flags.TIME_FORMAT},
      paramLabel = "FORMAT",
      defaultValue = TIME_FORMAT,
      description = "unix-epoch or rfc3339, for the lager format (default: ${DEFAULT-VALUE}).")
  private String timeFormat;

  @Option(
      names = {"-" + Flags.LOG_FORMAT, "--" + Flags.LOG_FORMAT},
      paramLabel = "FORMAT",
      defaultValue = FORMAT,
      description =
          "lager (one JSON object a line), text (for people), or auto: text on a terminal, else"
              + " lager (default: ${DEFAULT-VALUE}).")
  private String logFormat;

  @Option(
      names = {"-" + Flags.LOG_NAME, "--" + Flags.LOG_NAME},
      paramLabel = "NAME",
      defaultValue = NAME,
      description =
          "What the lager format calls the program, as source and before each message (default:"
              + " ${DEFAULT-VALUE}).")
  private String logName;

  @Option(
      names = {"-redactSecrets", "--redactSecrets"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Hide logged values that look like secrets.")
  private boolean redactSecrets;

  @Option(
      names = {"-redactPatterns", "--redactPatterns"},
      paramLabel = "REGEX",
      description = "Hide logged text in which this regular expression is found; may be repeated.")
  private List<String> redactPatterns = List.of();

  /** Whether a flag gives the level, and so nothing else does. */
  boolean levelGiven() {
    return logLevel != null;
  }

  /**
   * What these flags ask for.
   *
   * @throws IllegalArgumentException if a value is not allowed; names the flag
   */
  LogOptions options() {
    return LogOptions.of(
            levelGiven() ? logLevel : LEVEL, timeFormat, logFormat, redactSecrets, redactPatterns)
        .named(logName);
  }
}
