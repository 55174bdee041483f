package dev.patchbay.agent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the node's health changes. While it stays unhealthy, a new reason is logged when it
 * appears and each reason at most once a minute, also when two take turns.
 */
final class HealthLog {

  private static final Logger LOG = LoggerFactory.getLogger("agent");
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MOST_REASONS = 20;

  private final Map<String, Long> loggedAt = new LinkedHashMap<>();
  private NodeFitness last;

  /** Logs what is worth a line. {@code now} is in nanoseconds, from any fixed origin. */
  void note(NodeFitness fitness, long now) {
    if (!isNews(fitness, now)) {
      return;
    }
    if (fitness.healthy()) {
      LOG.atInfo().addKeyValue("reason", fitness.reason()).log("node is healthy");
    } else {
      LOG.atError().addKeyValue("reason", fitness.reason()).log("node is unhealthy");
    }
  }

  /** Whether this is worth a line, and remembers that it was logged. */
  boolean isNews(NodeFitness fitness, long now) {
    boolean changed = last == null || last.healthy() != fitness.healthy();
    last = fitness;
    if (changed) {
      loggedAt.clear();
    }
    if (fitness.healthy()) {
      return changed;
    }
    Long before = loggedAt.get(fitness.reason());
    if (before != null && now - before < PAUSE_NANOS) {
      return false;
    }
    loggedAt.values().removeIf(at -> now - at >= PAUSE_NANOS);
    if (loggedAt.size() >= MOST_REASONS) {
      return false;
    }
    loggedAt.put(fitness.reason(), now);
    return true;
  }
}
