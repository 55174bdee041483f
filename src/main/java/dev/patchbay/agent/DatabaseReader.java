package dev.patchbay.agent;

import dev.patchbay.wire.ServerError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
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

  /** A name that nobody resolves is waited for by the system's terms; nobody need be told. */
  private static final int LONGEST_WAIT_HOURS = 24;

  private final WorkerExecutor worker;
  private final DatabaseLogin login;
  private final Duration timeout;

  /** Written by looks, on their thread. */
  private volatile DatabaseLink link;

  private volatile boolean closed;

  DatabaseReader(Context context, DatabaseLogin login, Duration timeout) {
    this.worker =
        context
            .owner()
            .createSharedWorkerExecutor("whole-look", 1, LONGEST_WAIT_HOURS, TimeUnit.HOURS);
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
    return worker
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
    return worker
        .executeBlocking(this::sayGoodbye)
        .timeout(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .eventually(worker::close);
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
