package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.status.Status;
import dev.patchbay.telemetry.logging.LogOptions.Format;
import dev.patchbay.text.Terminal;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up, without files.
 *
 * <p>Events go through a queue to one thread that writes them to standard output. A reader of
 * standard output that has stopped reading must not stop the event loops, and with them every
 * session and the next failover: when the queue is full, events are dropped, and a line says how
 * many once there is room again. The queue keeps the order. At exit {@link #stop} writes what is
 * left.
 */
public final class LogSetup {
  private static final int QUEUE_EVENTS = 8_192;
  private static final int FLUSH_MILLIS = 4_000;
  private static final int TROUBLE_MILLIS = 500;

  /** Under this name the filter stands in the context. */
  private static final String FATAL_ONLY = FatalOnly.class.getName();

  /**
   * Libraries name their loggers by class and we name ours by one plain word, so these are all the
   * others.
   */
  private static final List<String> THIRD_PARTIES =
      List.of("io", "org", "com", "net", "ch", "java", "javax", "jdk", "sun", "reactor");

  private LogSetup() {}

  /** Logs by these options from now on. Once, at start, before other threads log. */
  public static void apply(LogOptions options) {
    LoggerContext context = context();
    context.reset();
    DroppingAppender queue = new DroppingAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE_EVENTS);
    queue.setMaxFlushTime(FLUSH_MILLIS);
    queue.addAppender(console(context, options));
    queue.start();
    configure(context, options, queue);
  }

  /**
   * Writes the events that are still queued, for up to two and a half seconds whatever becomes of
   * standard output and error, and logs nothing after that. Must be the last step of a normal exit:
   * the writing thread does not keep the JVM alive.
   */
  public static void stop() {
    context().stop();
    Printing.awaitPrinted(TROUBLE_MILLIS);
  }

  /** Logs from this level on, and goes on otherwise as it does. From any thread. */
  public static void level(LogOptions.Level level) {
    level(context(), level);
  }

  /** Logs by these options without a queue, for as long as nobody calls {@link #stop}. */
  static void applyUnqueued(LoggerContext context, LogOptions options) {
    configure(context, options, console(context, options));
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static void configure(
      LoggerContext context, LogOptions options, Appender<ILoggingEvent> target) {
    // With a listener in place Logback keeps its own troubles off standard output.
    context.getStatusManager().add(LogSetup::trouble);
    FatalOnly fatalOnly = new FatalOnly();
    context.putObject(FATAL_ONLY, fatalOnly);
    target.addFilter(fatalOnly);
    target.addFilter(new LibraryLimit(THIRD_PARTIES, System::nanoTime));
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(target);
    level(context, options.level());
  }

  private static void level(LoggerContext context, LogOptions.Level level) {
    // Without a setup there is no filter, and all is as a library would have it.
    if (context.getObject(FATAL_ONLY) instanceof FatalOnly fatalOnly) {
      fatalOnly.on(level == LogOptions.Level.FATAL);
    }
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(threshold(level));
    // Debug means ours: what libraries say at that level would drown it. Otherwise they follow us.
    boolean much = level == LogOptions.Level.INFO || level == LogOptions.Level.DEBUG;
    Level libraries = much ? Level.WARN : null;
    THIRD_PARTIES.forEach(name -> context.getLogger(name).setLevel(libraries));
  }

  /** On whatever thread logs, an event loop too; and standard error may be the very same pipe. */
  private static void trouble(Status status) {
    if (status.getLevel() >= Status.WARN) {
      Printing.later(() -> System.err.println("logging: " + status));
    }
  }

  private static Level threshold(LogOptions.Level level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case ERROR, FATAL -> Level.ERROR;
    };
  }

  private static Appender<ILoggingEvent> console(LoggerContext context, LogOptions options) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder(context, options));
    console.start();
    return console;
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogOptions options) {
    boolean text =
        options.format() == Format.TEXT || options.format() == Format.AUTO && Terminal.isStdout();
    Encoder<ILoggingEvent> encoder =
        text
            ? new TextEncoder(ZoneId.systemDefault(), options.redactor())
            : new LagerEncoder(options.name(), options.timeFormat(), options.redactor());
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}
