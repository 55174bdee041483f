package dev.patchbay.acceptance;

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
 * Clients that insert unique keys through the proxy, each key once, and remember what was promised
 * to them. A key that got no answer may or may not be there; one that was acknowledged must be.
 */
final class Ledger implements AutoCloseable {

  /** An insert that was acknowledged, at which port it was made, and when (System.nanoTime). */
  record Acknowledged(long key, int port, long nanos) {}

  private static final String TABLE = "CREATE TABLE ledger (id BIGINT PRIMARY KEY, port INT)";

  private final int proxyPort;
  private final AtomicLong nextKey = new AtomicLong();
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Long> unanswered = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopping;

  private Ledger(int proxyPort) {
    this.proxyPort = proxyPort;
  }

  /** Makes an empty table and starts {@code clients} sessions that write as fast as they can. */
  static Ledger start(int proxyPort, int clients) throws SQLException {
    try (Connection connection = GaleraCluster.connect(proxyPort);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS ledger");
      statement.execute(TABLE);
    }
    Ledger ledger = new Ledger(proxyPort);
    for (int i = 0; i < clients; i++) {
      Thread client = new Thread(ledger::write, "ledger-" + i);
      client.setDaemon(true);
      client.start();
      ledger.clients.add(client);
    }
    return ledger;
  }

  private void write() {
    while (!stopping) {
      try (Connection connection = GaleraCluster.connect(proxyPort);
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO ledger VALUES (?, @@port) RETURNING port")) {
        while (!stopping) {
          insert(insert);
        }
      } catch (SQLException e) {
        // Cut or refused: what a client of a failover sees. It comes again.
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }

  private void insert(PreparedStatement insert) throws SQLException {
    long key = nextKey.incrementAndGet();
    insert.setLong(1, key);
    try (ResultSet row = insert.executeQuery()) {
      row.next();
      acknowledged.add(new Acknowledged(key, row.getInt(1), System.nanoTime()));
    } catch (SQLException e) {
      unanswered.add(key);
      throw e;
    }
  }

  /** Stops writing, and fails if a client hangs. */
  @Override
  public void close() {
    stopping = true;
    for (Thread client : clients) {
      try {
        client.join(Duration.ofSeconds(60).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (client.isAlive()) {
        throw new AssertionError(
            client.getName() + " hangs: " + List.of(client.getStackTrace()).toString());
      }
    }
  }

  List<Acknowledged> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Those acknowledged after {@code nanos} (System.nanoTime). */
  List<Acknowledged> acknowledgedSince(long nanos) {
    return acknowledged.stream().filter(a -> a.nanos() - nanos > 0).toList();
  }

  int errors() {
    return unanswered.size();
  }

  /** The longest time without any acknowledgement. */
  Duration longestPause() {
    long[] times = acknowledged.stream().mapToLong(Acknowledged::nanos).sorted().toArray();
    long longest = 0;
    for (int i = 1; i < times.length; i++) {
      longest = Math.max(longest, times[i] - times[i - 1]);
    }
    return Duration.ofNanos(longest);
  }

  /** The acknowledged keys that the node at {@code port} does not have. */
  Set<Long> lostAt(int port) throws SQLException {
    Set<Long> missing = new HashSet<>();
    acknowledged.forEach(a -> missing.add(a.key()));
    missing.removeAll(keysAt(port));
    return missing;
  }

  /** How many of the keys without an answer the node at {@code port} has nevertheless. */
  long arrivedUnanswered(int port) throws SQLException {
    Set<Long> present = keysAt(port);
    return unanswered.stream().filter(present::contains).count();
  }

  private static Set<Long> keysAt(int port) throws SQLException {
    Set<Long> keys = new HashSet<>();
    try (Connection connection = GaleraCluster.connect(port);
        Statement statement = connection.createStatement()) {
      // First apply everything that the group has committed.
      statement.execute("SET SESSION wsrep_sync_wait=1");
      try (ResultSet rows = statement.executeQuery("SELECT id FROM ledger")) {
        while (rows.next()) {
          keys.add(rows.getLong(1));
        }
      }
    }
    return keys;
  }
}
