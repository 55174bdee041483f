package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.KeyValuePair;

/** A queue that never makes its callers wait, and says afterwards how many events that cost. */
final class DroppingAppender extends AsyncAppender {
  private final AtomicLong dropped = new AtomicLong();

  DroppingAppender() {
    setNeverBlock(true);
    // Logback would otherwise drop the lesser levels from four fifths on, silently.
    setDiscardingThreshold(0);
  }

  @Override
  protected void append(ILoggingEvent event) {
    // Two threads may see the same last free place; the count is then short by one.
    if (getRemainingCapacity() == 0) {
      dropped.incrementAndGet();
      return;
    }
    long lost = dropped.get() > 0 && getRemainingCapacity() > 1 ? dropped.getAndSet(0) : 0;
    if (lost > 0) {
      super.append(gap(lost));
    }
    super.append(event);
  }

  private ILoggingEvent gap(long lost) {
    LoggerContext context = (LoggerContext) getContext();
    LoggingEvent event =
        new LoggingEvent(
            DroppingAppender.class.getName(),
            context.getLogger(Logs.ROOT),
            Level.ERROR,
            "Log lines were dropped because standard output was blocked",
            null,
            null);
    event.setKeyValuePairs(List.of(new KeyValuePair("dropped", lost)));
    return event;
  }
}
