package dev.patchbay.app;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.telemetry.logging.StatusLog;
import java.util.List;
import java.util.OptionalLong;

/**
 * Has the state of each listener logged, as often as the configuration says, or not at all. All of
 * them follow the router in either case, so that one which is switched on later knows of the
 * failovers before. The timer is the control loop's.
 */
final class StatusLogs {
  private final Loops loops;
  private final List<StatusLog> logs;
  private OptionalLong timer = OptionalLong.empty();

  /** Follows the router; nothing is written yet. */
  StatusLogs(Loops loops, Router router, SessionCounts counts) {
    this.loops = loops;
    this.logs =
        router.state().topology().listenerIds().stream()
            .map(id -> new StatusLog(id, router, counts))
            .toList();
    logs.forEach(router::follow);
  }

  /** Goes on like this; the first line comes when one interval has passed. From any thread. */
  void set(PatchbayConfig.StatusLog config) {
    loops
        .control()
        .runOnContext(
            v -> {
              timer.ifPresent(loops.vertx()::cancelTimer);
              timer = config.enabled() ? begin(config) : OptionalLong.empty();
            });
  }

  private OptionalLong begin(PatchbayConfig.StatusLog config) {
    return OptionalLong.of(
        loops
            .vertx()
            .setPeriodic(config.interval().toMillis(), t -> logs.forEach(StatusLog::write)));
  }
}
