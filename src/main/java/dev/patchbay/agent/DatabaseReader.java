package dev.patchbay.agent;

import dev.patchbay.wire.ServerError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the node's variables over one kept connection. A connection is kept only as long as it
 * answers: any failure, and any answer later than the timeout, ends it, and the next look dials
 * anew. Looks wait for the server on a worker thread, one after the other. Used from its context's
 * thread only.
 */
final class DatabaseReader {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  /**
   * Last words to a connection that the server ends: it was killed (MariaDB, MySQL), or asked
   * nothing for too long (MySQL from 8.0.24).
   */
  private static final Set<Integer> FAREWELLS = Set.of(1927, 3169, 4031);

  private final Context context;
  private final DatabaseLogin login;
  private final Duration timeout;

  /** Written by looks, on the worker thread. */
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
    long endNanos = System.nanoTime() + timeout.toNanos();
    // The second limit is for a name that nobody resolves: that wait knows no end.
    return context
        .executeBlocking(() -> look(endNanos))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the connection, if there is one, and whatever look is under way. */
  Future<Void> close() {
    closed = true;
    DatabaseLink used = link;
    if (used != null) {
      used.leave();
    }
    return context
        .executeBlocking(this::drop)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  private NodeVariables look(long endNanos) throws IOException, TimeoutException {
    if (closed) {
      throw new IOException("nobody looks any more");
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

  private Void drop() {
    DatabaseLink ended = link;
    link = null;
    if (ended != null) {
      try (ended) {
        if (closed) {
          ended.quit();
        }
      } catch (IOException e) {
        LOG.atDebug().addKeyValue("error", e.toString()).log("the connection did not close well");
      }
    }
    return null;
  }
}
