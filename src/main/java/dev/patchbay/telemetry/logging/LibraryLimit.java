package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.patchbay.text.RateLimit;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What libraries log of their own accord is limited: a stranger who has found what makes one of
 * them complain must not fill the log with it. The same is said once a minute.
 */
final class LibraryLimit extends Filter<ILoggingEvent> {
  private final List<String> libraries;
  private final RateLimit limit;

  /**
   * @param libraries the first part of their loggers' names
   * @param nanoTime the time in nanoseconds since any moment
   */
  LibraryLimit(List<String> libraries, LongSupplier nanoTime) {
    this.libraries = libraries;
    this.limit = new RateLimit(nanoTime);
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    String name = event.getLoggerName();
    int dot = name.indexOf('.');
    boolean ours = dot < 0 || !libraries.contains(name.substring(0, dot));
    return ours || limit.admit(name, text(event)).isPresent()
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }

  private static String text(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? event.getFormattedMessage()
        : event.getMessage() + thrown.getClassName() + thrown.getMessage();
  }
}
