package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** While it is on, lets through only what is marked fatal: Logback has no such level of its own. */
final class FatalOnly extends Filter<ILoggingEvent> {
  private volatile boolean on;

  void on(boolean next) {
    on = next;
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return !on || LagerEncoder.level(event) == LogOptions.Level.FATAL
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }
}
