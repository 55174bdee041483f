package dev.patchbay.logging;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Logs that sessions were ended because one side had stalled: for each node, listener and side at
 * most once a minute.
 */
public final class StallLog implements SessionObserver {
  private final RepeatedLog repeated;

  /**
   * @param nanoTime see {@link RepeatedLog}
   */
  public StallLog(LongSupplier nanoTime) {
    this.repeated = new RepeatedLog(nanoTime);
  }

  @Override
  public void closed(Role role, Optional<Backend> node, CloseReason reason) {
    if (reason == CloseReason.CLIENT_STALLED) {
      log(role, node.orElseThrow(), reason, "Ended a session: its client took no data");
    } else if (reason == CloseReason.NODE_STALLED) {
      log(role, node.orElseThrow(), reason, "Ended a session: its node took no data");
    }
  }

  private void log(Role role, Backend node, CloseReason reason, String text) {
    OptionalLong suppressed = repeated.admit(role.word() + reason + node.name(), reason.word());
    if (suppressed.isPresent()) {
      LoggerFactory.getLogger(role.word() + "-bridge-runner")
          .atInfo()
          .addKeyValue("backend", Logs.data(node))
          .addKeyValue("reason", reason.word())
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log(text);
    }
  }
}
