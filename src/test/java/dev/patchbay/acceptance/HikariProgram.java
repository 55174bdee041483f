package dev.patchbay.acceptance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * HikariCP over a JDBC driver, as a process of its own; {@code src/test/resources/drivers} says
 * what it is told and answers.
 */
final class HikariProgram {
  private static final int ROWS = 1000;

  private final PrintStream out;
  private final HikariDataSource pool;
  private final String user;
  private final int clients;

  /** As long as the pool or a client has the connection. */
  private final Map<Connection, String> failed = new WeakHashMap<>();

  private final Map<String, Integer> errors = new TreeMap<>();
  private final Map<String, Integer> again = new TreeMap<>();
  private final JsonArray wrong = new JsonArray();
  private int ok;
  private volatile boolean calm;

  private HikariProgram(PrintStream out, HikariDataSource pool, String user, int clients) {
    this.out = out;
    this.pool = pool;
    this.user = user;
    this.clients = clients;
  }

  /**
   * @param words scheme ({@code mysql} or {@code mariadb}), and as all of these programs host,
   *     port, user, password, clients
   */
  public static void main(String[] words) throws Exception {
    PrintStream out = System.out;
    // What is logged is no answer.
    System.setOut(System.err);
    HikariConfig config = new HikariConfig();
    String more = words[0].equals("mysql") ? "?sslMode=DISABLED&allowPublicKeyRetrieval=true" : "";
    config.setJdbcUrl("jdbc:%s://%s:%s/app%s".formatted(words[0], words[1], words[2], more));
    config.setUsername(words[3]);
    config.setPassword(words[4]);
    int clients = Integer.parseInt(words[5]);
    config.setMaximumPoolSize(clients);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(60));
    try (HikariDataSource pool = new HikariDataSource(config)) {
      new HikariProgram(out, pool, words[3], clients).serve();
    }
  }

  private void serve() throws IOException, InterruptedException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    List<Thread> working = List.of();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      CyclicBarrier together = new CyclicBarrier(clients);
      switch (line) {
        case "busy" -> {
          calm = false;
          working = each(Client::busy);
        }
        case "calm" -> {
          calm = true;
          answer(working);
        }
        case "hold" -> answer(each(client -> client.hold(together)));
        case "use" -> answer(each(client -> client.use(together)));
        default -> throw new IOException("unknown: " + line);
      }
    }
  }

  private List<Thread> each(Consumer<Client> what) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Client client = new Client(i);
      Thread thread = new Thread(() -> what.accept(client), "client-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void answer(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    synchronized (this) {
      out.println(
          new JsonObject()
              .put("ok", ok)
              .put("errors", new JsonObject(new TreeMap<>(errors)))
              .put("again", new JsonObject(new TreeMap<>(again)))
              .put("wrong", wrong.copy())
              .encode());
      ok = 0;
      again.clear();
      errors.clear();
      wrong.clear();
    }
  }

  private synchronized void succeeded() {
    ok++;
  }

  private synchronized void wrong(String text) {
    wrong.add(text);
  }

  private synchronized void failed(SQLException e, Connection raw) {
    String what = "pool %d/%s".formatted(e.getErrorCode(), e.getSQLState());
    errors.merge(what, 1, Integer::sum);
    String before = raw == null ? null : failed.put(raw, what);
    if (before != null) {
      again.merge(before + ", then " + what, 1, Integer::sum);
    }
  }

  /** What is done with a connection. */
  private interface Work {
    void with(Connection connection) throws SQLException;
  }

  private final class Client {
    private final int number;
    private int asked;

    Client(int number) {
      this.number = number;
    }

    private String token() {
      return "%s-%d-%d-%d".formatted(user, number, ++asked, System.nanoTime());
    }

    private void ask(Connection connection, String sql, int rows) throws SQLException {
      String token = token();
      int count = 0;
      boolean right = true;
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, token);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            count++;
            right &= row.getString(1).equals(token) && row.getInt(2) == count;
          }
        }
      }
      if (count != rows || !right) {
        wrong("%s: %d rows".formatted(token, count));
      }
    }

    private void shortly(Connection connection) throws SQLException {
      ask(connection, "SELECT ?, 1", 1);
    }

    private void longer(Connection connection) throws SQLException {
      ask(connection, "SELECT ?, seq FROM seq_1_to_" + ROWS, ROWS);
    }

    private boolean attempt(Work work) {
      try (Connection connection = pool.getConnection()) {
        return attempt(work, connection);
      } catch (SQLException e) {
        failed(e, null);
        return false;
      }
    }

    /** It is known for failed before the pool has it again. */
    private boolean attempt(Work work, Connection connection) throws SQLException {
      Connection raw = connection.unwrap(Connection.class);
      try {
        work.with(connection);
        succeeded();
        return true;
      } catch (SQLException e) {
        failed(e, raw);
        return false;
      }
    }

    private void await(CyclicBarrier barrier) {
      try {
        barrier.await(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    void hold(CyclicBarrier together) {
      attempt(
          connection -> {
            shortly(connection);
            await(together);
            if (number % 2 == 0) {
              ask(connection, "SELECT ?, GET_LOCK('held', 300)", 1);
              wrong("a row that was not to come");
            }
          });
    }

    void use(CyclicBarrier together) {
      boolean first =
          attempt(
              connection -> {
                await(together);
                shortly(connection);
              });
      while (!first) {
        first = attempt(this::shortly);
      }
    }

    void busy() {
      while (true) {
        boolean last = calm;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (attempt(random.nextBoolean() ? this::shortly : this::longer) && last) {
          return;
        }
        LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(200)));
      }
    }
  }
}
