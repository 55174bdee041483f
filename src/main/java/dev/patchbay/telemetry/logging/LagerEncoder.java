package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.patchbay.telemetry.logging.LogOptions.Level;
import dev.patchbay.telemetry.logging.LogOptions.TimeFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes an event as one line of JSON, in the form of Cloud Foundry's lager library: what alerts
 * and log parsers of a running deployment already read.
 */
final class LagerEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String name;
  private final TimeFormat timeFormat;
  private final Redactor redactor;

  /**
   * @param name the program's, in each line
   */
  LagerEncoder(String name, TimeFormat timeFormat, Redactor redactor) {
    this.name = name;
    this.timeFormat = timeFormat;
    this.redactor = redactor;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (Json.text(json -> write(json, event)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void write(JsonGenerator json, ILoggingEvent event) throws IOException {
    Level level = level(event);
    json.writeStartObject();
    if (timeFormat == TimeFormat.RFC3339) {
      json.writeStringField("timestamp", NANOS.format(event.getInstant()));
      json.writeStringField("level", LogOptions.word(level));
      writeText(json, event);
    } else {
      json.writeStringField("timestamp", epoch(event.getInstant()));
      writeText(json, event);
      json.writeNumberField("log_level", level.ordinal());
    }
    json.writeFieldName("data");
    Map<String, Object> data = EventData.of(event);
    LagerSessions.of(event.getLoggerName()).ifPresent(number -> data.put("session", number));
    Json.value(json, redactor.data(data));
    json.writeEndObject();
  }

  private void writeText(JsonGenerator json, ILoggingEvent event) throws IOException {
    String session = event.getLoggerName().equals(Logs.ROOT) ? "" : event.getLoggerName() + ".";
    String text = redactor.text(String.valueOf(event.getFormattedMessage()));
    json.writeStringField("source", name);
    json.writeStringField("message", name + "." + session + text);
  }

  /**
   * The level of an event. Lager knows no warning: one becomes {@code info}, because people are
   * woken by alerts on errors and a warning shall not wake them.
   */
  static Level level(ILoggingEvent event) {
    List<org.slf4j.Marker> markers = event.getMarkerList();
    if (markers != null && markers.contains(Logs.FATAL)) {
      return Level.FATAL;
    }
    return switch (event.getLevel().toInt()) {
      case ch.qos.logback.classic.Level.ERROR_INT -> Level.ERROR;
      case ch.qos.logback.classic.Level.WARN_INT, ch.qos.logback.classic.Level.INFO_INT ->
          Level.INFO;
      default -> Level.DEBUG;
    };
  }

  private static String epoch(Instant time) {
    return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
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
