package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Makes log events, and catches those that the code under test makes. */
final class Events {
  static final Instant TIME = Instant.parse("2026-11-21T09:03:14.322211772Z");

  private Events() {}

  static LoggingEvent event(Level level, String logger, String text, KeyValuePair... data) {
    LoggingEvent event = new LoggingEvent();
    event.setLevel(level);
    event.setLoggerName(logger);
    event.setLoggerContext(new LoggerContext());
    event.setMessage(text);
    event.setInstant(TIME);
    event.setKeyValuePairs(new ArrayList<>(List.of(data)));
    return event;
  }

  static LoggingEvent event(Level level, Throwable thrown) {
    LoggingEvent event = event(level, "api", "Request failed");
    event.setThrowableProxy(new ThrowableProxy(thrown));
    return event;
  }

  static KeyValuePair pair(String key, Object value) {
    return new KeyValuePair(key, value);
  }

  /** Collects what is logged by this logger until it is closed. */
  static final class Caught implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    Caught(String loggerName) {
      logger = (Logger) LoggerFactory.getLogger(loggerName);
      appender.start();
      logger.addAppender(appender);
    }

    /** Each event as {@code logger.message}. */
    List<String> lines() {
      return appender.list.stream().map(e -> e.getLoggerName() + "." + e.getMessage()).toList();
    }

    /** The data of the newest event as JSON. */
    String data() {
      ILoggingEvent last = appender.list.get(appender.list.size() - 1);
      return Json.text(json -> Json.value(json, EventData.of(last)));
    }

    @Override
    public void close() {
      logger.detachAppender(appender);
    }
  }
}
