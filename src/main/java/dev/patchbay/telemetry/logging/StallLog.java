package dev.patchbay.telemetry.logging;

import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Logs that sessions were ended because one side had stalled: for each node, listener and side at
 * most once a minute.
 */
public final class StallLog implements SessionObserver {
  private final BackendData backends;
  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public StallLog(BackendData backends, LongSupplier nanoTime) {
    this.backends = backends;
    this.rateLimit = new RateLimit(nanoTime);
  }

  @Override
  public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
    if (reason == CloseReason.CLIENT_STALLED) {
      log(listener, node.orElseThrow(), reason, "Ended a session: its client took no data");
    } else if (reason == CloseReason.NODE_STALLED) {
      log(listener, node.orElseThrow(), reason, "Ended a session: its node took no data");
    }
  }

  private void log(ListenerId listener, Node node, CloseReason reason, String text) {
    OptionalLong suppressed =
        rateLimit.admit(listener.word() + reason + node.name(), reason.word());
    if (suppressed.isPresent()) {
      LoggerFactory.getLogger(listener.word() + "-bridge-runner")
          .atInfo()
          .addKeyValue("backend", backends.of(node))
          .addKeyValue("reason", reason.word())
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log(text);
    }
  }
}
