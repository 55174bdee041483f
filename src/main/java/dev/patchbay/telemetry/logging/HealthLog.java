package dev.patchbay.telemetry.logging;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Transition;
import dev.patchbay.text.RateLimit;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what health checks change: not the checks. */
public final class HealthLog implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger("active-monitor");

  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public HealthLog(LongSupplier nanoTime) {
    this.rateLimit = new RateLimit(nanoTime);
  }

  @Override
  public void next(Transition transition) {
    transition.nodes().forEach(this::changed);
    transition.topology().removed().forEach(node -> rateLimit.clear(node.name()));
  }

  private void changed(Transition.NodeChange change) {
    NodeHealth now = change.after();
    boolean wasHealthy = change.before().filter(NodeHealth::isHealthy).isPresent();
    boolean wasUnhealthy = change.before().filter(n -> n.isKnown() && !n.isHealthy()).isPresent();
    if (now.isKnown() && !now.isHealthy()) {
      failed(now);
    }
    if (wasHealthy && now.isKnown() && !now.isHealthy()) {
      about(LOG.atError(), now).log("Previously healthy backend became unhealthy.");
    } else if (now.isHealthy() && wasUnhealthy) {
      rateLimit.clear(now.node().name());
      about(LOG.atInfo(), now).log("Previously unhealthy backend became healthy.");
    }
  }

  private void failed(NodeHealth node) {
    OptionalLong suppressed = rateLimit.admit(node.node().name(), node.reason());
    if (suppressed.isPresent()) {
      about(LOG.atError(), node)
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("Healthcheck failed on backend");
    }
  }

  private static LoggingEventBuilder about(LoggingEventBuilder line, NodeHealth node) {
    return line.addKeyValue("backend", Logs.data(node.node())).addKeyValue("reason", node.reason());
  }
}
