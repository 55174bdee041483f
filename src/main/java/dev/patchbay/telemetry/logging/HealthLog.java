package dev.patchbay.telemetry.logging;

import dev.patchbay.health.CheckResult;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Transition;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.Node;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what health checks change, and why they fail: when that begins or changes, then at most once
 * a minute. On the control loop.
 */
public final class HealthLog implements Follower {
  private static final Logger ROOT = LoggerFactory.getLogger(Logs.ROOT);
  private static final Logger MONITOR = LoggerFactory.getLogger("active-monitor");

  private final BackendData backends;
  private final Function<Node, String> endpoint;
  private final RateLimit rateLimit;

  /**
   * @param endpoint the URL at which a node's agent is asked
   * @param nanoTime see {@link RateLimit}
   */
  public HealthLog(BackendData backends, Function<Node, String> endpoint, LongSupplier nanoTime) {
    this.backends = backends;
    this.endpoint = endpoint;
    this.rateLimit = new RateLimit(nanoTime);
  }

  @Override
  public void next(Transition transition) {
    transition.nodes().forEach(this::changed);
    transition.topology().removed().forEach(node -> rateLimit.clear(node.name()));
  }

  /** A node that is checked for the first time was not healthy before: nobody knew. */
  private void changed(Transition.NodeChange change) {
    NodeHealth now = change.after();
    boolean wasHealthy = change.before().filter(NodeHealth::isHealthy).isPresent();
    if (wasHealthy && now.isKnown() && !now.isHealthy()) {
      about(now).log("Previously healthy backend became unhealthy.");
    } else if (!wasHealthy && now.isHealthy()) {
      about(now).log("Previously unhealthy backend became healthy.");
    }
  }

  private LoggingEventBuilder about(NodeHealth node) {
    return ROOT.atInfo()
        .addKeyValue("backend", backends.of(node))
        .addKeyValue("reason", node.reason());
  }

  /** A check has ended; the router is told afterwards. */
  public void checked(Node node, Verdict verdict) {
    if (verdict.healthy()) {
      rateLimit.clear(node.name());
    } else if (verdict.decides()) {
      rateLimit.admit(node.name(), verdict.reason()).ifPresent(n -> failed(node, verdict, n));
    }
  }

  private void failed(Node node, Verdict verdict, long suppressed) {
    boolean answered = verdict.result() == CheckResult.UNHEALTHY;
    LoggingEventBuilder line =
        MONITOR
            .atError()
            .addKeyValue("backend", backends.of(node))
            .addKeyValue("endpoint", endpoint.apply(node))
            .addKeyValue(
                "error",
                answered ? "Backend reported as unhealthy" : "Error during healthcheck http get");
    line = answered ? line : line.addKeyValue("err", verdict.reason());
    line.addKeyValue("reason", verdict.reason())
        .addKeyValue("suppressed", suppressed)
        .log("Healthcheck failed on backend");
  }
}
