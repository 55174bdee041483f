package dev.patchbay.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that writes through one proxy from a pool of its own, one write after the other, each
 * with an id that is used once. What fails is recorded and not repeated. A thread of its own; its
 * records may be read from any.
 */
final class WritingClient {
  private static final Duration PAUSE = Duration.ofMillis(25);

  /** Errors of the server by which it says that it has not done it. */
  private static final Set<Integer> REFUSALS =
      Set.of(1021, 1036, 1047, 1114, 1205, 1213, 1290, 1836);

  private final int number;
  private final int proxy;
  private final boolean explicit;
  private final AtomicLong ids;
  private final HikariDataSource pool;
  private final Thread thread;
  private final List<Attempt> attempts = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * @param explicit two rows in a transaction, and not one in autocommit
   * @param ids gives each write its id, over all clients
   */
  WritingClient(int number, int proxy, String url, boolean explicit, AtomicLong ids) {
    this.number = number;
    this.proxy = proxy;
    this.explicit = explicit;
    this.ids = ids;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("app");
    config.setPassword("app-password");
    config.setAutoCommit(!explicit);
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(5000);
    config.setValidationTimeout(1000);
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
    this.thread = new Thread(this::write, "client-" + number);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int proxy() {
    return proxy;
  }

  private void write() {
    while (!stopping) {
      Attempt attempt = attempt(ids.incrementAndGet());
      synchronized (attempts) {
        attempts.add(attempt);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Attempt attempt(long id) {
    long begun = Clock.micros();
    String node = "";
    // Until something was sent that can be carried out, nothing was.
    Outcome ifItFails = Outcome.REFUSED;
    try (Connection connection = pool.getConnection()) {
      node = node(connection);
      ifItFails = explicit ? Outcome.REFUSED : Outcome.UNKNOWN;
      insert(connection, id, 0);
      if (explicit) {
        insert(connection, id, 1);
        ifItFails = Outcome.UNKNOWN;
        connection.commit();
      }
      ifItFails = Outcome.ACKNOWLEDGED; // giving the connection back is no part of it
    } catch (SQLException e) {
      Outcome outcome =
          ifItFails == Outcome.UNKNOWN && REFUSALS.contains(e.getErrorCode())
              ? Outcome.REFUSED
              : ifItFails;
      if (outcome != Outcome.ACKNOWLEDGED) {
        return record(id, begun, outcome, node, text(e));
      }
    }
    return record(id, begun, Outcome.ACKNOWLEDGED, node, "");
  }

  private Attempt record(long id, long begun, Outcome outcome, String node, String error) {
    int parts = explicit ? 2 : 1;
    return new Attempt(id, number, proxy, parts, begun, Clock.micros(), outcome, node, error);
  }

  private static String text(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e.getErrorCode() + " " + message;
  }

  /** Asked each time: the pool's connection may be another one. MySQL has no RETURNING. */
  private static String node(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@wsrep_node_name")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void insert(Connection connection, long id, int part) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO ledger (id, part, node, written)"
                + " SELECT ?, ?, @@wsrep_node_name, UTC_TIMESTAMP(6)")) {
      insert.setLong(1, id);
      insert.setInt(2, part);
      insert.execute();
    }
  }

  /** All that it tried so far. */
  List<Attempt> attempts() {
    synchronized (attempts) {
      return List.copyOf(attempts);
    }
  }

  /** What it tried that ended after {@code micros}, oldest first. */
  List<Attempt> since(long micros) {
    synchronized (attempts) {
      int from = attempts.size();
      while (from > 0 && attempts.get(from - 1).ended() > micros) {
        from--;
      }
      return List.copyOf(attempts.subList(from, attempts.size()));
    }
  }

  /** Its first write after {@code micros} that was acknowledged by another node than this. */
  Optional<Attempt> firstAnswer(long micros, String formerNode) {
    return since(micros).stream()
        .filter(a -> a.acknowledged() && !a.node().equals(formerNode))
        .findFirst();
  }

  /** Stops writing, and fails if the client hangs. */
  void stop() throws InterruptedException {
    stopping = true;
    thread.join(Duration.ofSeconds(60).toMillis());
    if (thread.isAlive()) {
      throw new IllegalStateException(
          thread.getName() + " hangs: " + List.of(thread.getStackTrace()));
    }
    pool.close();
  }
}
