package dev.patchbay.telemetry.logging;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what health checks change: not the checks. */
public final class HealthLog {
  private static final Logger LOG = LoggerFactory.getLogger("active-monitor");

  private final RepeatedLog repeated;

  /** The view of the state before; only the router's loop touches it after the start. */
  private Health before;

  /**
   * Logs every change from now on. Before the router's first change.
   *
   * @param nanoTime see {@link RepeatedLog}
   */
  public HealthLog(Router router, LongSupplier nanoTime) {
    this.repeated = new RepeatedLog(nanoTime);
    this.before = router.state().view();
    router.subscribe(this::onState);
  }

  private void onState(RoutingState state) {
    for (NodeHealth now : state.view().nodes()) {
      before.of(now.node()).ifPresent(was -> compare(was, now));
    }
    before = state.view();
  }

  private void compare(NodeHealth was, NodeHealth now) {
    if (now.isKnown() && !now.isHealthy() && !now.equals(was)) {
      failed(now);
    }
    if (was.isHealthy() && !now.isHealthy()) {
      about(LOG.atError(), now).log("Previously healthy backend became unhealthy.");
    } else if (now.isHealthy() && was.isKnown() && !was.isHealthy()) {
      repeated.clear(now.node().name());
      about(LOG.atInfo(), now).log("Previously unhealthy backend became healthy.");
    }
  }

  private void failed(NodeHealth node) {
    OptionalLong suppressed = repeated.admit(node.node().name(), node.reason());
    if (suppressed.isPresent()) {
      about(LOG.atError(), node)
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("Healthcheck failed on backend");
    }
  }

  private static LoggingEventBuilder about(LoggingEventBuilder line, NodeHealth node) {
    return line.addKeyValue("backend", Logs.data(node.node()))
        .addKeyValue("reason", node.reason());
  }
}
