package dev.patchbay.telemetry.logging;

import dev.patchbay.session.SessionObserver;
import dev.patchbay.text.RateLimit;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that a node which is thought healthy does not take sessions, or that the proxy has nothing
 * left to ask it with: when it begins or changes, then at most once a minute.
 */
public final class DialLog implements SessionObserver {
  private final BackendData backends;
  private final RateLimit rateLimit;

  /**
   * @param nanoTime see {@link RateLimit}
   */
  public DialLog(BackendData backends, LongSupplier nanoTime) {
    this.backends = backends;
    this.rateLimit = new RateLimit(nanoTime);
  }

  @Override
  public void dialFailed(ListenerId listener, Node node, Throwable cause) {
    log(listener, node, cause, "Error establishing connection to backend");
  }

  @Override
  public void dialNotMade(ListenerId listener, Node node, Throwable cause) {
    log(
        listener,
        node,
        cause,
        "The proxy could not open a connection; the backend is not to blame");
  }

  private void log(ListenerId listener, Node node, Throwable cause, String error) {
    // How long it took is another figure each time, and no other reason.
    String kind = text(cause).replaceAll("[0-9]+", "0");
    OptionalLong suppressed = rateLimit.admit(listener.word() + node.name(), kind);
    if (suppressed.isPresent()) {
      Logger log = LoggerFactory.getLogger(listener.word() + "-bridge-runner");
      log.atError()
          .addKeyValue("backend", backends.of(node))
          .addKeyValue("error", error + ": " + text(cause))
          .addKeyValue("reason", text(cause))
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log("Error routing to backend");
    }
  }

  private static String text(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("refused") ? "connection refused" : message;
  }
}
