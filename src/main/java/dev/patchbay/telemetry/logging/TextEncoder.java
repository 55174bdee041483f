package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes an event as one line for a person at a terminal. Whatever a stranger has put into a value,
 * the line stays one line and the terminal obeys nobody: control characters come out as numbers.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
  private static final Pattern BARE = Pattern.compile("[\\w./:@+-]+");

  private final DateTimeFormatter time;
  private final Redactor redactor;

  /**
   * @param zone the zone of the times, the machine's own in general
   */
  TextEncoder(ZoneId zone, Redactor redactor) {
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    this.redactor = redactor;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(time.format(event.getInstant()))
        .append(String.format(Locale.ROOT, " %-5s ", word(event)))
        .append(event.getLoggerName())
        .append("  ")
        .append(redactor.text(String.valueOf(event.getFormattedMessage())));
    redactor
        .data(EventData.of(event))
        .forEach((key, value) -> line.append("  ").append(key).append('=').append(text(value)));
    return (withoutControls(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String word(ILoggingEvent event) {
    boolean fatal = LagerEncoder.level(event) == LogOptions.Level.FATAL;
    return fatal ? "FATAL" : event.getLevel().toString();
  }

  private static String text(Object value) {
    if (value instanceof String text && BARE.matcher(text).matches()) {
      return text;
    }
    return Json.text(json -> Json.value(json, value));
  }

  private static String withoutControls(CharSequence line) {
    StringBuilder clean = new StringBuilder(line.length());
    line.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                clean.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                clean.append((char) c);
              }
            });
    return clean.toString();
  }

  @Override
  public byte[] headerBytes() {
    return null;
  }

  @Override
  public byte[] footerBytes() {
    return null;
  }
}
