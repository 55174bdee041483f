package dev.patchbay.agent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the node's health changes. While it stays unhealthy, a new reason is logged when it
 * appears and each reason at most once a minute, also when two take turns. A node that changes all
 * the time has some lines a minute; how it is then is told when the minute is over.
 */
final class HealthLog {

  private static final Logger LOG = LoggerFactory.getLogger("agent");
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MOST_REASONS = 20;

  /** Lines in a minute, the changes with them. */
  private static final int MOST_LINES = 40;

  private final Map<String, Long> loggedAt = new LinkedHashMap<>();
  private long minuteBegan;
  private int lines;

  /** What the last line said; null before the first. */
  private NodeVerdict logged;

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
    if (lines == 0 || now - minuteBegan >= PAUSE_NANOS) {
      minuteBegan = now;
      lines = 0;
    }
    if (lines >= MOST_LINES || !isOther(verdict, now)) {
      return false;
    }
    lines++;
    logged = verdict;
    return true;
  }

  private boolean isOther(NodeVerdict verdict, long now) {
    boolean changed = logged == null || logged.healthy() != verdict.healthy();
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
