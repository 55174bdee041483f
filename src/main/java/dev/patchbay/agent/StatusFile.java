package dev.patchbay.agent;

import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that MariaDB from 10.9 on replaces at each change of its Galera state and view ({@code
 * wsrep_status_file}). What is in it is not read: that it is another one is the sign to look. A
 * thread of its own waits for it, which ends with {@link #close}.
 */
final class StatusFile implements Sign {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  private final Context context;
  private final Path file;
  private final Runnable onChange;
  private WatchService watch;

  /**
   * @param onChange told on the context
   */
  StatusFile(Context context, Path file, Runnable onChange) {
    this.context = context;
    this.file = file.toAbsolutePath();
    this.onChange = onChange;
  }

  @Override
  public void start() {
    try {
      watch = file.getFileSystem().newWatchService();
      // The server writes a new file and renames it. Other files of the directory change all the
      // time.
      file.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    } catch (IOException | RuntimeException e) {
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("error", e.toString())
          .log("the status file cannot be watched; the node is looked at by time alone");
      close();
      return;
    }
    WatchService on = watch;
    Thread thread = new Thread(() -> wait(on), "status-file");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    if (watch != null) {
      try {
        watch.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("the watch of the status file did not close");
      }
      watch = null;
    }
  }

  private void wait(WatchService on) {
    try {
      for (WatchKey key = on.take(); ; key = on.take()) {
        boolean ours =
            key.pollEvents().stream()
                .anyMatch(e -> e.context() == null || file.getFileName().equals(e.context()));
        if (ours) {
          context.runOnContext(v -> onChange.run());
        }
        if (!key.reset()) {
          return;
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // It is over.
    }
  }
}
