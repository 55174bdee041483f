package dev.patchbay.agent;

import dev.patchbay.wire.ServerError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the node's variables over one kept connection. A connection is kept only as long as it
 * answers: any failure, and any answer later than the timeout, ends it, and the next look dials
 * anew. Looks wait for the server on a thread of their own, one after the other. Used from its
 * context's thread only.
 */
final class DatabaseReader {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  /**
   * Last words to a connection that the server ends: it was killed (MariaDB, MySQL), or asked
   * nothing for too long (MySQL from 8.0.24).
   */
  private static final Set<Integer> FAREWELLS = Set.of(1927, 3169, 4031);

  /** A goodbye waits for no server. */
  private static final int GOODBYE_MILLIS = 200;

  private final Context context;

  /**
   * One thread, and none of Vert.x': these it waits for when it ends, and a name that nobody
   * resolves holds up its thread by the system's terms.
   */
  private final ExecutorService thread = Executors.newSingleThreadExecutor(DatabaseReader::daemon);

  private final DatabaseLogin login;
  private final Duration timeout;

  /** Written by looks, on their thread. */
  private volatile DatabaseLink link;

  private volatile boolean closed;

  DatabaseReader(Context context, DatabaseLogin login, Duration timeout) {
    this.context = context;
    this.login = login;
    this.timeout = timeout;
  }

  /**
   * One look, which ends within the timeout. Fails with {@link TimeoutException}, with the server's
   * {@link ServerError}, or with what the network said.
   */
  Future<NodeVariables> read() {
    if (closed) {
      return Future.failedFuture(new IOException("nobody looks any more"));
    }
    long endNanos = System.nanoTime() + timeout.toNanos();
    // The second limit is for a name that nobody resolves: that wait knows no end.
    return onThread(() -> look(endNanos)).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the connection, if there is one, and whatever look is under way. Once only. */
  Future<Void> close() {
    closed = true;
    DatabaseLink used = link;
    if (used != null) {
      used.leave();
    }
    Future<Void> goodbye = onThread(this::sayGoodbye);
    thread.shutdown();
    return goodbye.timeout(GOODBYE_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private static Thread daemon(Runnable looks) {
    Thread thread = new Thread(looks, "whole-look");
    thread.setDaemon(true);
    return thread;
  }

  private <T> Future<T> onThread(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            done.complete(work.call());
          } catch (Exception | Error e) {
            done.completeExceptionally(e);
          }
        });
    return Future.fromCompletionStage(done, context);
  }

  private NodeVariables look(long endNanos) throws IOException, TimeoutException {
    if (System.nanoTime() - endNanos >= 0) {
      // The look before has waited for a name. Nobody waits for this one any more.
      throw new TimeoutException();
    }
    boolean kept = link != null;
    try {
      return ask(endNanos);
    } catch (IOException e) {
      if (!kept || e instanceof ServerError error && !FAREWELLS.contains(error.code())) {
        throw e;
      }
    }
    // What the server ended while nobody was asking (a restart, wait_timeout, KILL) says nothing
    // about the node.
    return ask(endNanos);
  }

  private NodeVariables ask(long endNanos) throws IOException, TimeoutException {
    boolean answered = false;
    try {
      if (link == null) {
        dial(endNanos);
      } else {
        link.requireQuiet();
      }
      NodeVariables variables = link.read(endNanos);
      answered = true;
      return variables;
    } finally {
      if (!answered) {
        drop();
      }
    }
  }

  private void dial(long endNanos) throws IOException, TimeoutException {
    link = new DatabaseLink(login);
    if (closed) {
      // Whoever closes has not seen this one, or will.
      link.leave();
    }
    link.logIn(endNanos);
  }

  /** To a connection that is kept: nothing is asked there. */
  private Void sayGoodbye() throws IOException {
    try {
      if (link != null) {
        link.quit();
      }
      return null;
    } finally {
      drop();
    }
  }

  private void drop() {
    DatabaseLink ended = link;
    link = null;
    try {
      if (ended != null) {
        ended.close();
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("error", e.toString()).log("the connection did not close well");
    }
  }
}
