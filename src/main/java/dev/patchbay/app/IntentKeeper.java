package dev.patchbay.app;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Intent;
import dev.patchbay.routing.Transition;
import dev.patchbay.telemetry.logging.Logs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in the state file which nodes are disabled. Follows on the router's loop, writes on a
 * thread of its own turn after turn; what changes while it writes is written together.
 */
final class IntentKeeper implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  /** A disk that takes so long to write a few lines is not well. */
  private static final long LATE_MILLIS = 5_000;

  private final StateFile file;
  private final Vertx vertx;
  private final AtomicReference<Intent> unwritten = new AtomicReference<>();

  /** Written on the router's loop only. */
  private volatile Future<?> turn = Future.succeededFuture();

  IntentKeeper(StateFile file, Vertx vertx) {
    this.file = file;
    this.vertx = vertx;
  }

  /** What was kept before the start. A damaged file is warned about and ignored. Blocks. */
  static Intent read(StateFile file) {
    try {
      Intent intent = file.read();
      intent
          .disabled()
          .forEach(
              (node, disabled) ->
                  LOG.atWarn()
                      .addKeyValue("node", node.name())
                      .addKeyValue("by", disabled.by().name())
                      .addKeyValue("message", disabled.message())
                      .addKeyValue("since", disabled.since().toString())
                      .log("Node is disabled since before the start"));
      return intent;
    } catch (WholeFile.Damaged e) {
      LOG.atWarn()
          .addKeyValue("file", file.path().toString())
          .addKeyValue("reason", e.getMessage())
          .log("State file ignored: no node is disabled");
      return Intent.INITIAL;
    }
  }

  @Override
  public void next(Transition transition) {
    Intent after = transition.after().intent();
    if (!transition.before().intent().disabled().equals(after.disabled())
        && unwritten.getAndSet(after) == null) {
      Future<?> next = turn.eventually(() -> vertx.executeBlocking(this::write));
      turn = next;
      vertx.setTimer(
          LATE_MILLIS,
          t -> {
            if (!next.isComplete()) {
              LOG.atError()
                  .addKeyValue("file", file.path().toString())
                  .log("State file not written yet: its disk does not answer");
            }
          });
    }
  }

  private Void write() {
    Intent intent = unwritten.getAndSet(null);
    try {
      file.write(intent);
    } catch (IOException | RuntimeException e) {
      LOG.atError()
          .addKeyValue("file", file.path().toString())
          .addKeyValue("reason", String.valueOf(e))
          .log("State file not written: a restart will not know which nodes are disabled");
    }
    return null;
  }

  /** Waits for what is being written. From any thread. */
  Future<?> written() {
    return turn;
  }
}
