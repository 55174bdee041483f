package dev.patchbay.session;

import dev.patchbay.text.RateLimit;
import org.slf4j.Logger;

/**
 * Reports connections that could not be accepted, at most once a minute: the cause, mostly a full
 * table of file descriptors, repeats every second while it lasts. Called on the accepting thread.
 */
final class AcceptFaultLog {
  private final Logger log;
  private final RateLimit rateLimit = new RateLimit(System::nanoTime);

  AcceptFaultLog(Logger log) {
    this.log = log;
  }

  void report(Throwable cause) {
    if (rateLimit.admit("accept", "").isPresent()) {
      log.atError()
          .addKeyValue("error", cause.getMessage())
          .addKeyValue("reason", "accepting pauses for a second")
          .log("Error accepting client connection");
    }
  }
}
