package dev.patchbay.acceptance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application as most are: threads that share a HikariCP pool and write in transactions, each
 * row once. The pool comes again for a connection that it cannot have; a transaction that fails is
 * counted and not repeated.
 */
final class PooledClients implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final HikariDataSource pool;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong nextKey = new AtomicLong();
  private final Queue<Long> committed = new ConcurrentLinkedQueue<>();
  private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  private PooledClients(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Makes an empty table and begins to write.
   *
   * @param maxLifetime of a connection; a pool does not take one in use from its thread
   */
  static PooledClients start(int proxyPort, int threads, Duration maxLifetime) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:mariadb://127.0.0.1:" + proxyPort + "/app?connectTimeout=5000");
    config.setUsername("app");
    config.setPassword("app-password");
    config.setMaximumPoolSize(threads);
    config.setMinimumIdle(threads);
    // The pool asks again for so long.
    config.setConnectionTimeout(Duration.ofSeconds(60).toMillis());
    HikariDataSource pool = new HikariDataSource(config);
    // HikariCP takes less than 30 s for a mistake, but lets a running pool be told so.
    pool.getHikariConfigMXBean().setMaxLifetime(maxLifetime.toMillis());
    pool.getHikariPoolMXBean().softEvictConnections();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS pooled");
      statement.execute("CREATE TABLE pooled (id BIGINT PRIMARY KEY, node VARCHAR(64))");
    }
    PooledClients all = new PooledClients(pool);
    for (int i = 0; i < threads; i++) {
      Thread client = new Thread(all::write, "pooled-" + i);
      client.setDaemon(true);
      client.start();
      all.clients.add(client);
    }
    return all;
  }

  private void write() {
    while (!stopping) {
      try {
        transaction();
      } catch (SQLException e) {
        failures.add(e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void transaction() throws SQLException {
    long key = nextKey.incrementAndGet();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO pooled VALUES (?, @@wsrep_node_name)")) {
        insert.setLong(1, key);
        insert.executeUpdate();
        try (PreparedStatement own =
            connection.prepareStatement("SELECT node FROM pooled WHERE id = ?")) {
          own.setLong(1, key);
          try (ResultSet row = own.executeQuery()) {
            row.next();
          }
        }
        connection.commit();
        committed.add(key);
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** How many transactions were committed so far. */
  long committed() {
    return committed.size();
  }

  /** What failed so far. */
  List<SQLException> failures() {
    return List.copyOf(failures);
  }

  /** The committed rows that the node at {@code port} does not have. */
  Set<Long> lostAt(int port) throws SQLException {
    Set<Long> missing = new HashSet<>(committed);
    try (Connection connection = GaleraCluster.connect(port);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM pooled")) {
      while (rows.next()) {
        missing.remove(rows.getLong(1));
      }
    }
    return missing;
  }

  /** Stops writing, and fails if a client hangs. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    for (Thread client : clients) {
      client.join(Duration.ofSeconds(90).toMillis());
      if (client.isAlive()) {
        throw new AssertionError(client.getName() + " hangs");
      }
    }
    pool.close();
  }
}
