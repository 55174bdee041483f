package dev.patchbay.app;

import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.logging.Logs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history in a file, once a minute and at the end. Nothing waits for it, and nothing
 * depends on it: whatever becomes of the file, the proxy starts and goes on.
 */
final class HistoryKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);
  private static final long INTERVAL_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final HistoryFile file;
  private final Vertx vertx;
  private final History history;

  /** Written where timers run, and at the end by the thread that stops the proxy. */
  private volatile Future<?> turn = Future.succeededFuture();

  private volatile long timer;

  /** Touched by one turn after the other. */
  private volatile boolean failing;

  HistoryKeeper(HistoryFile file, Vertx vertx, History history) {
    this.file = file;
    this.vertx = vertx;
    this.history = history;
  }

  /** What was kept before the start; a file that cannot be used is warned about. Blocks. */
  static History.Kept read(HistoryFile file) {
    try {
      return file.read();
    } catch (WholeFile.Damaged e) {
      LOG.atWarn()
          .addKeyValue("file", file.path().toString())
          .addKeyValue("reason", e.getMessage())
          .log("History file ignored: the history begins anew");
      return History.Kept.NOTHING;
    }
  }

  /** Begins to write. */
  void start() {
    timer = vertx.setPeriodic(INTERVAL_MILLIS, t -> writeUnlessWriting());
  }

  private void writeUnlessWriting() {
    // A disk that does not answer must not be given one thread a minute.
    if (turn.isComplete()) {
      turn = vertx.executeBlocking(this::write);
    }
  }

  /** Ends it; completes when what is known by now is written. */
  Future<?> stop() {
    vertx.cancelTimer(timer);
    return turn.eventually(() -> vertx.executeBlocking(this::write));
  }

  private Void write() {
    try {
      file.write(history.kept());
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        LOG.atError()
            .addKeyValue("file", file.path().toString())
            .addKeyValue("reason", String.valueOf(e))
            .log("History file not written: a restart will not know the past");
      }
      failing = true;
    }
    return null;
  }
}
