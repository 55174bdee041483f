package dev.patchbay.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share a HikariCP pool, which tests each connection before it hands it out, and move
 * money: half of them in transactions, half in single statements. None is tried again.
 */
final class BankClients implements AutoCloseable {
  private static final String ALIVE = "com.zaxxer.hikari.aliveBypassWindowMs";
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final HikariDataSource pool;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong lastId = new AtomicLong();
  private final Queue<Long> done = new ConcurrentLinkedQueue<>();
  private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  BankClients(String url, int threadCount) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("root");
    config.setMaximumPoolSize(threadCount);
    config.setConnectionTimeout(Duration.ofSeconds(60).toMillis());
    String before = System.setProperty(ALIVE, "0");
    try {
      pool = new HikariDataSource(config);
    } finally {
      if (before == null) {
        System.clearProperty(ALIVE);
      } else {
        System.setProperty(ALIVE, before);
      }
    }
    for (int i = 0; i < threadCount; i++) {
      boolean transactions = i % 2 == 0;
      Thread thread = new Thread(() -> work(transactions), "bank-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void work(boolean transactions) {
    while (!stopping) {
      long id = lastId.incrementAndGet();
      try (Connection connection = pool.getConnection()) {
        if (transactions) {
          connection.setAutoCommit(false);
          transfer(connection, id);
          connection.commit();
        } else {
          update(connection, "INSERT INTO bank.ledger VALUES (?)", id);
        }
        done.add(id);
      } catch (SQLException e) {
        failures.add(e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static void transfer(Connection connection, long id) throws SQLException {
    update(connection, "INSERT INTO bank.ledger VALUES (?)", id);
    update(connection, "UPDATE bank.account SET amount = amount - 1 WHERE id = ?", id % 10);
    update(connection, "UPDATE bank.account SET amount = amount + 1 WHERE id = ?", (id + 1) % 10);
  }

  private static void update(Connection connection, String sql, long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      statement.executeUpdate();
    }
  }

  /** What was acknowledged. */
  List<Long> done() {
    return List.copyOf(done);
  }

  List<SQLException> failures() {
    return List.copyOf(failures);
  }

  /** Stops, and waits for what is under way. */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(90).toMillis());
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " hangs");
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    pool.close();
  }
}
