package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Lets through what is marked fatal: Logback has no such level of its own. */
final class FatalOnly extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    return LagerEncoder.level(event) == LogOptions.Level.FATAL
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }
}
