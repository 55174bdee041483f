package dev.patchbay.session;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Reports connections that could not be accepted, at most once a minute: the cause, mostly a full
 * table of file descriptors, repeats every second while it lasts. Called on the accepting thread.
 */
final class AcceptFaultLog {
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private long nextNanos = System.nanoTime();

  AcceptFaultLog(Logger log) {
    this.log = log;
  }

  void report(Throwable cause) {
    long now = System.nanoTime();
    if (now - nextNanos >= 0) {
      nextNanos = now + PAUSE_NANOS;
      log.atError()
          .addKeyValue("error", cause.getMessage())
          .log("Could not accept a connection; accepting pauses for a second");
    }
  }
}
