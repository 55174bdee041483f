package dev.patchbay.app;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.pump.StallLimits;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.telemetry.logging.LogSetup;
import java.time.Duration;

/**
 * Settings that no other depends on, each with one place where it has its effect: the log's level,
 * the status log, how long a peer may take nothing. A reload changes them one by one.
 */
final class LiveSettings {
  private final Loops loops;
  private final StatusLogs statusLogs;

  LiveSettings(Loops loops, Router router, SessionCounts counts) {
    this.loops = loops;
    this.statusLogs = new StatusLogs(loops, router, counts);
  }

  /** Begins what the start of the threads and of the log has not begun. */
  void start(PatchbayConfig config) {
    statusLogs.set(config.statusLog());
  }

  /** Goes on with what is different. From any thread. */
  void change(PatchbayConfig before, PatchbayConfig after) {
    if (!LogLevels.of(before).equals(LogLevels.of(after))) {
      LogSetup.level(LogLevels.of(after));
    }
    if (!before.statusLog().equals(after.statusLog())) {
      statusLogs.set(after.statusLog());
    }
    if (!before.proxy().stall().equals(after.proxy().stall())) {
      loops.pump().limit(stallLimits(after.proxy()));
    }
  }

  static StallLimits stallLimits(ProxyConfig proxy) {
    return new StallLimits(
        Duration.ofSeconds(proxy.stall().clientSeconds()),
        Duration.ofSeconds(proxy.stall().nodeSeconds()));
  }
}
