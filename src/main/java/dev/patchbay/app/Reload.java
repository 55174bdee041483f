package dev.patchbay.app;

import dev.patchbay.admin.Reloading;
import dev.patchbay.config.ConfigChange;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.routing.Operator;
import dev.patchbay.telemetry.logging.Logs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and has the parts take over what is different: all of it or, where
 * it is not valid or needs a restart, nothing. One reload after the other, on a thread of its own
 * that is there while there is something to do.
 */
final class Reload implements Reloading {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  /** Whoever asks more often than it can be done is told so. */
  private static final int MOST_WAITING = 16;

  /** What takes over a configuration that is different. */
  interface Target {
    /**
     * The stage completes once new sessions go by it; it fails if it could not be taken over whole.
     */
    CompletionStage<?> apply(PatchbayConfig before, PatchbayConfig after);

    /** It was taken over. */
    void reloaded(Operator by, List<String> changes, List<String> warnings);
  }

  private final ConfigReader reader;
  private final Target target;
  private final ExecutorService thread;

  /** Touched on the thread only, after the start. */
  private PatchbayConfig current;

  Reload(PatchbayConfig current, ConfigReader reader, Target target) {
    this.current = current;
    this.reader = reader;
    this.target = target;
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread made = new Thread(task, "patchbay-reload");
              made.setDaemon(true);
              return made;
            });
    one.allowCoreThreadTimeOut(true);
    this.thread = one;
  }

  @Override
  public CompletionStage<Outcome> reload(Operator by) {
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    try {
      thread.execute(() -> run(by, done));
    } catch (RejectedExecutionException e) {
      done.complete(new Invalid(List.of("too many reloads wait already; try again later")));
    }
    return done;
  }

  private void run(Operator by, CompletableFuture<Outcome> done) {
    try {
      Outcome outcome = reloadNow(by);
      log(outcome);
      done.complete(outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.completeExceptionally(e);
    } catch (Exception | Error e) {
      LOG.atError().setCause(e).log("Reload failed");
      done.completeExceptionally(e);
    }
  }

  private Outcome reloadNow(Operator by) throws Exception {
    LoadedConfig next;
    try {
      next = reader.read();
    } catch (ConfigException e) {
      return new Invalid(e.faults());
    }
    List<ConfigChange> changes = ConfigChange.between(current, next.config());
    List<String> impossible =
        changes.stream().filter(ConfigChange::needsRestart).map(ConfigChange::text).toList();
    if (!impossible.isEmpty()) {
      return new NeedsRestart(impossible);
    }
    List<String> texts = changes.stream().map(ConfigChange::text).toList();
    if (!changes.isEmpty()) {
      PatchbayConfig before = current;
      // Also if it fails half-way: then the next one is compared with what was tried, so that the
      // former file brings all of it back.
      current = next.config();
      target.apply(before, current).toCompletableFuture().get(10, TimeUnit.SECONDS);
      target.reloaded(by, texts, next.warnings());
    }
    return new Applied(texts, next.warnings());
  }

  private static void log(Outcome outcome) {
    if (outcome instanceof Applied applied) {
      LOG.atInfo()
          .addKeyValue("changes", applied.changes())
          .addKeyValue("warnings", applied.warnings())
          .log(
              applied.changes().isEmpty()
                  ? "Configuration is unchanged"
                  : "Configuration reloaded");
    } else if (outcome instanceof Invalid invalid) {
      LOG.atError()
          .addKeyValue("faults", invalid.faults())
          .log("Reload refused: the configuration is not valid; nothing was changed");
    } else if (outcome instanceof NeedsRestart restart) {
      LOG.atError()
          .addKeyValue("changes", restart.changes())
          .log("Reload refused: these need a restart; nothing was changed");
    }
  }

  /** Takes no more. */
  void stop() {
    thread.shutdown();
  }
}
