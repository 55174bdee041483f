package dev.patchbay.acceptance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A JDBC client that keeps one session, asks all the time, and never connects again. */
final class SteadySession implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Connection connection;
  private final Thread client;
  private final AtomicLong answers = new AtomicLong();
  private volatile Optional<Exception> failure = Optional.empty();
  private volatile boolean stopping;

  private SteadySession(Connection connection) {
    this.connection = connection;
    this.client = new Thread(this::ask, "steady-session");
    client.setDaemon(true);
  }

  static SteadySession start(int proxyPort) throws SQLException {
    SteadySession session = new SteadySession(GaleraCluster.connect(proxyPort));
    session.client.start();
    return session;
  }

  private void ask() {
    try (Statement statement = connection.createStatement()) {
      while (!stopping) {
        try (ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
          row.next();
          answers.incrementAndGet();
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (SQLException | RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  /** How many queries were answered so far. */
  long answers() {
    return answers.get();
  }

  /** What ended the session, if it has ended. */
  Optional<Exception> failure() {
    return failure;
  }

  /** Stops asking, and fails if the session hangs. */
  @Override
  public void close() throws Exception {
    stopping = true;
    client.join(Duration.ofSeconds(60).toMillis());
    if (client.isAlive()) {
      throw new AssertionError("the session hangs");
    }
    connection.close();
  }
}
