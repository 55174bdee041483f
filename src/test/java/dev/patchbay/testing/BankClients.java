package dev.patchbay.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share a HikariCP pool, which tests each connection before it hands it out, and do an
 * errand each, on and on, which may not fail. None is tried again.
 */
public final class BankClients implements AutoCloseable {
  private static final String ALIVE = "com.zaxxer.hikari.aliveBypassWindowMs";
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final HikariDataSource pool;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong lastId = new AtomicLong();
  private final Queue<Long> done = new ConcurrentLinkedQueue<>();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /**
   * Begins.
   *
   * @param url of a JDBC driver, with the user
   * @param errands one for each thread
   */
  public BankClients(String url, List<BankErrand> errands) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(errands.size());
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
    for (BankErrand errand : errands) {
      Thread thread = new Thread(() -> work(errand), "bank-" + threads.size());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void work(BankErrand errand) {
    while (!stopping) {
      long id = lastId.incrementAndGet();
      try {
        if (errand.run(pool, id)) {
          done.add(id);
        }
      } catch (Exception e) {
        failures.add(e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** What was acknowledged. */
  public List<Long> done() {
    return List.copyOf(done);
  }

  /** What failed. */
  public List<Exception> failures() {
    return List.copyOf(failures);
  }

  /** Stops, and waits for what is under way. */
  public void stop() throws InterruptedException {
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
