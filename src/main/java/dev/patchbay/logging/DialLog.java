package dev.patchbay.logging;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import dev.patchbay.session.SessionObserver;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that a node which is thought healthy does not take sessions, or that the proxy has nothing
 * left to ask it with: when it begins or changes, then at most once a minute.
 */
public final class DialLog implements SessionObserver {
  private final RepeatedLog repeated;

  /**
   * @param nanoTime see {@link RepeatedLog}
   */
  public DialLog(LongSupplier nanoTime) {
    this.repeated = new RepeatedLog(nanoTime);
  }

  @Override
  public void dialFailed(Role role, Backend node, Throwable cause) {
    log(role, node, cause, "Could not connect to backend");
  }

  @Override
  public void dialNotMade(Role role, Backend node, Throwable cause) {
    log(role, node, cause, "The proxy could not open a connection; the backend is not to blame");
  }

  private void log(Role role, Backend node, Throwable cause, String message) {
    OptionalLong suppressed = repeated.admit(role.word() + node.name(), text(cause));
    if (suppressed.isPresent()) {
      Logger log = LoggerFactory.getLogger(role.word() + "-bridge-runner");
      log.atError()
          .addKeyValue("backend", Logs.data(node))
          .addKeyValue("reason", text(cause))
          .addKeyValue("suppressed", suppressed.getAsLong())
          .log(message);
    }
  }

  private static String text(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("refused") ? "connection refused" : message;
  }
}
