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
  private NodeVerdict last;

  /** Logs what is worth a line. {@code now} is in nanoseconds, from any fixed origin. */
  void note(NodeVerdict verdict, long now) {
    if (!isNews(verdict, now)) {
      return;
    }
    if (verdict.healthy()) {
      LOG.atInfo().addKeyValue("reason", verdict.reason()).log("node is healthy");
    } else {
      LOG.atError().addKeyValue("reason", verdict.reason()).log("node is unhealthy");
    }
  }

  /** Whether this is worth a line, and remembers that it was logged. */
  boolean isNews(NodeVerdict verdict, long now) {
    boolean changed = last == null || last.healthy() != verdict.healthy();
    last = verdict;
    if (changed) {
      loggedAt.clear();
    }
    if (verdict.healthy()) {
      return changed;
    }
    Long before = loggedAt.get(verdict.reason());
    if (before != null && now - before < PAUSE_NANOS) {
      return false;
    }
    loggedAt.values().removeIf(at -> now - at >= PAUSE_NANOS);
    if (loggedAt.size() >= MOST_REASONS) {
      return false;
    }
    loggedAt.put(verdict.reason(), now);
    return true;
  }
}
