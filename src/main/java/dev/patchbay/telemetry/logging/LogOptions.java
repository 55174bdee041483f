package dev.patchbay.telemetry.logging;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is logged, and how it is written.
 *
 * @param level the least level that is logged
 * @param timeFormat how a lager line writes its time
 * @param format lager or text
 * @param redactor what is hidden
 * @param name the program's name in a lager line
 */
public record LogOptions(
    Level level, TimeFormat timeFormat, Format format, Redactor redactor, String name) {

  /** The options of a start without flags. */
  public static final LogOptions DEFAULT =
      new LogOptions(Level.INFO, TimeFormat.UNIX_EPOCH, Format.AUTO, Redactor.NONE, Logs.ROOT);

  /** The levels of the log, from the least to the most severe. */
  public enum Level {
    DEBUG,
    INFO,
    ERROR,
    FATAL
  }

  /** How a lager line writes its time. */
  public enum TimeFormat {
    UNIX_EPOCH,
    RFC3339
  }

  /** The form of a line. */
  public enum Format {
    /** One JSON object a line. */
    LAGER,
    /** One line for people. */
    TEXT,
    /** Text if standard output is a terminal, else lager. */
    AUTO
  }

  /**
   * The options that these flags ask for.
   *
   * @param logLevel {@code debug}, {@code info}, {@code error} or {@code fatal}
   * @param timeFormat {@code unix-epoch} or {@code rfc3339}
   * @param logFormat {@code lager}, {@code text} or {@code auto}
   * @param redactPatterns regular expressions; text in which one of them finds something is hidden
   * @throws IllegalArgumentException if a value is none of these; names the flag
   */
  public static LogOptions of(
      String logLevel,
      String timeFormat,
      String logFormat,
      boolean redactSecrets,
      List<String> redactPatterns) {
    return new LogOptions(
        parse("-logLevel", logLevel, Level.values()),
        parse("-timeFormat", timeFormat, TimeFormat.values()),
        parse("-log-format", logFormat, Format.values()),
        Redactor.of(redactSecrets, redactPatterns),
        Logs.ROOT);
  }

  /** The same from another level on. */
  public LogOptions from(Level other) {
    return new LogOptions(other, timeFormat, format, redactor, name);
  }

  /**
   * The same of a program of this name.
   *
   * @throws IllegalArgumentException if that is no name
   */
  public LogOptions named(String other) {
    if (other.isBlank()) {
      throw new IllegalArgumentException("-log-name: must not be empty");
    }
    return new LogOptions(level, timeFormat, format, redactor, other);
  }

  private static <E extends Enum<E>> E parse(String flag, String text, E[] values) {
    return Arrays.stream(values)
        .filter(v -> word(v).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    flag
                        + ": \""
                        + text
                        + "\" is not one of "
                        + Arrays.stream(values)
                            .map(LogOptions::word)
                            .collect(Collectors.joining(", "))));
  }

  /** The word for a value in flags and in the log. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
