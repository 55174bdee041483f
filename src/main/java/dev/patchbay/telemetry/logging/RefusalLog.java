package dev.patchbay.telemetry.logging;

import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.text.IpLiteral;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.ListenerId;
import java.net.InetAddress;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Logs that clients were not let in: for each listener and reason at most once a minute, with one
 * address as an example, however many come and from wherever.
 */
public final class RefusalLog implements SessionObserver {
  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public RefusalLog(LongSupplier nanoTime) {
    this.rateLimit = new RateLimit(nanoTime);
  }

  @Override
  public void refused(ListenerId listener, InetAddress source, CloseReason reason, String detail) {
    OptionalLong suppressed = rateLimit.admit(listener.word() + reason, reason.word());
    if (suppressed.isPresent()) {
      LoggerFactory.getLogger(listener.word() + "-bridge-runner")
          .atInfo()
          .addKeyValue("reason", detail.isEmpty() ? reason.word() : reason.word() + ": " + detail)
          .addKeyValue("source", IpLiteral.text(source))
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("Refused a client");
    }
  }
}
