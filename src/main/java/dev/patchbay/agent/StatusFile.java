package dev.patchbay.agent;

import dev.patchbay.text.RateLimit;
import io.vertx.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that MariaDB from 10.9 on replaces at each change of its Galera state and view ({@code
 * wsrep_status_file}). That it is another one is the sign to look. Only one thing is read in it,
 * because no look can tell it: a server that ends leaves its group first, ends its connections, and
 * may then go on to take others for a second without a word. A thread of its own waits for the
 * file, which ends with {@link #close}.
 */
final class StatusFile implements Sign {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  /**
   * The state is the last thing in the file; before it come messages, in which clients choose the
   * words.
   */
  private static final Pattern STATE =
      Pattern.compile(
          ".*\"status\"\\s*:\\s*\\{\\s*\"state\"\\s*:\\s*\"(\\w{1,40})\"", Pattern.DOTALL);

  private static final Map<String, String> OUTSIDE =
      Map.of(
          "DISCONNECTING", "the server is leaving its cluster",
          "DISCONNECTED", "the server is in no cluster");

  /** A file of the server has some kilobytes. */
  private static final int MOST_BYTES = 256 * 1024;

  /** So often at least it is seen whether the directory is another one. */
  private static final int DIRECTORY_SECONDS = 1;

  /** A file that is no older when we begin counts as one that was written now. */
  private static final int FRESH_MILLIS = 2_000;

  private final Context context;
  private final Path file;
  private final Consumer<Optional<String>> onChange;
  private final RateLimit limit = new RateLimit(System::nanoTime);
  private WatchService watch;

  /**
   * @param onChange told on the context; with a sentence, if the server is out of its group or on
   *     its way out
   */
  StatusFile(Context context, Path file, Consumer<Optional<String>> onChange) {
    this.context = context;
    this.file = file.toAbsolutePath();
    this.onChange = onChange;
  }

  @Override
  public void start() {
    try {
      watch = file.getFileSystem().newWatchService();
    } catch (IOException | RuntimeException e) {
      complain("the status file cannot be watched; the node is looked at by time alone", e);
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
      Watched watched = watch(on);
      // That it cannot be read is better known before the server ends.
      Optional<String> before = outside();
      if (before.isPresent() && isFresh()) {
        context.runOnContext(v -> onChange.accept(before));
      }
      while (true) {
        WatchKey key = on.poll(DIRECTORY_SECONDS, TimeUnit.SECONDS);
        boolean ours = key != null && isOurs(key);
        if (key != null) {
          key.reset();
        }
        if (watched.isOver() || !Objects.equals(watched.directory(), directory())) {
          watched.key().ifPresent(WatchKey::cancel);
          watched = watch(on);
          ours = watched.key().isPresent();
        }
        if (ours) {
          Optional<String> outside = outside();
          context.runOnContext(v -> onChange.accept(outside));
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException | RejectedExecutionException e) {
      // It is over.
    }
  }

  /** An old one may be of a server that was started without a status file since. */
  private boolean isFresh() {
    try {
      long age = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
      return Math.abs(age) < FRESH_MILLIS;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isOurs(WatchKey key) {
    return key.pollEvents().stream()
        .anyMatch(e -> e.context() == null || file.getFileName().equals(e.context()));
  }

  /**
   * @param directory which one it is; null if there is none
   */
  private record Watched(Object directory, Optional<WatchKey> key) {
    /** One that is removed and made again may look like the same: it can have the same inode. */
    boolean isOver() {
      return key.isPresent() && !key.get().isValid();
    }
  }

  private Watched watch(WatchService on) {
    Object directory = directory();
    try {
      // The server writes a new file and renames it. Other files of the directory change all the
      // time.
      WatchKey key = file.getParent().register(on, StandardWatchEventKinds.ENTRY_CREATE);
      return new Watched(directory, Optional.of(key));
    } catch (IOException e) {
      complain("the status file cannot be watched; the node is looked at by time alone", e);
      return new Watched(null, Optional.empty());
    }
  }

  /** Which directory the path leads to now: a watch goes with one that is moved away. */
  private Object directory() {
    try {
      return Files.readAttributes(file.getParent(), BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private void complain(String what, Exception e) {
    if (limit.admit(what, e.toString()).isPresent()) {
      LOG.atError()
          .addKeyValue("file", file.toString())
          .addKeyValue("error", e.toString())
          .log(what);
    }
  }

  private Optional<String> outside() {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return outside(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // gone meanwhile
    } catch (IOException e) {
      complain(
          "the status file cannot be read; that the server ends is seen later. Only the user of the server may read it",
          e);
      return Optional.empty();
    }
  }

  /** What is to be said of a server that writes this, if it is not in its group. */
  static Optional<String> outside(String text) {
    Matcher state = STATE.matcher(text);
    return state.lookingAt() ? Optional.ofNullable(OUTSIDE.get(state.group(1))) : Optional.empty();
  }
}
