package dev.patchbay.telemetry.logging;

import dev.patchbay.health.Verdict;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.Node;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that nodes cannot be checked for want of something of the proxy's own, at most once a
 * minute: it is one want, however many nodes there are. On the control loop.
 */
public final class OwnFaultLog {
  private static final Logger LOG = LoggerFactory.getLogger("active-monitor");

  private final BackendData backends;
  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public OwnFaultLog(BackendData backends, LongSupplier nanoTime) {
    this.backends = backends;
    this.rateLimit = new RateLimit(nanoTime);
  }

  /** A check has ended. */
  public void checked(Node node, Verdict verdict) {
    if (verdict.decides()) {
      return;
    }
    OptionalLong suppressed = rateLimit.admit("", "");
    if (suppressed.isPresent()) {
      LOG.atError()
          .addKeyValue("backend", backends.of(node))
          .addKeyValue("reason", verdict.reason())
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log(
              "This proxy lacks what a health check needs, so nodes stay as they were last seen."
                  + " Look at its limit of open files, its memory and the machine's local ports");
    }
  }
}
