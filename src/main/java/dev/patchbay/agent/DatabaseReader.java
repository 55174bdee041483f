package dev.patchbay.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Reads the node's variables over one kept connection. A connection is kept only as long as it
 * answers: any failure, and any answer later than the timeout, ends it, and the next look dials
 * anew. Used from its context's thread only; one look at a time.
 */
final class DatabaseReader {

  private final Context context;
  private final DatabaseLogin login;
  private final Duration timeout;
  private DatabaseLink link;

  DatabaseReader(Context context, DatabaseLogin login, Duration timeout) {
    this.context = context;
    this.login = login;
    this.timeout = timeout;
  }

  /**
   * One look, which ends within the timeout. Fails with {@link
   * java.util.concurrent.TimeoutException}, with the server's {@link DatabaseException}, or with
   * what the network said.
   */
  Future<NodeVariables> read() {
    boolean kept = link != null && link.isUsable();
    DatabaseLink used = kept ? link : dial();
    Future<NodeVariables> answer = used.read();
    if (kept) {
      answer = answer.recover(e -> onceMore(used, e));
    }
    return answer.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onFailure(e -> close());
  }

  /** Ends the connection, if there is one. */
  void close() {
    if (link != null) {
      DatabaseLink ended = link;
      link = null;
      ended.cut();
    }
  }

  /**
   * A connection that the server ended while nobody was asking (a restart, {@code wait_timeout},
   * {@code KILL}) says nothing about the node. Not after a timeout: the link is no longer ours
   * then.
   */
  private Future<NodeVariables> onceMore(DatabaseLink used, Throwable failure) {
    return link == used && !(failure instanceof DatabaseException)
        ? dial().read()
        : Future.failedFuture(failure);
  }

  private DatabaseLink dial() {
    close();
    link = new DatabaseLink(context, login, timeout);
    return link;
  }
}
