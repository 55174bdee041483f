package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.agent.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDBC drivers against a real MariaDB, while a conversation watches. */
@Tag("database")
class LiveTrafficTest {
  private static final String MARIADB =
      "jdbc:mariadb://127.0.0.1:%d/wire?user=root&allowLocalInfile=true&allowMultiQueries=true";
  private static final String MYSQL =
      "jdbc:mysql://127.0.0.1:%d/wire?user=root&sslMode=DISABLED&allowLoadLocalInfile=true"
          + "&allowMultiQueries=true&connectionAttributes=team:blue";

  private static MariaDbServer server;

  @BeforeAll
  static void start() throws SQLException {
    server = new MariaDbServer();
    // There is no XA with Galera.
    server.execute("SET GLOBAL wsrep_on = OFF");
    server.execute("SET GLOBAL max_allowed_packet = 64 * 1024 * 1024");
    try (Connection c =
        DriverManager.getConnection(
            "jdbc:mariadb://127.0.0.1:%d/?user=root".formatted(server.port()))) {
      LiveDriver.prepare(c);
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mariadb-jdbc-text, false, ''",
    "mariadb-jdbc-binary, false, &useServerPrepStmts=true",
    "mariadb-jdbc-bulk, false, &useServerPrepStmts=true&useBulkStmts=true&cachePrepStmts=false",
    "mariadb-jdbc-unpipelined, false, &useServerPrepStmts=true&disablePipeline=true",
    "mysql-jdbc-text, true, ''",
    "mysql-jdbc-cursors, true, &useServerPrepStmts=true&useCursorFetch=true",
    "mysql-jdbc-local-state, true, &useLocalSessionState=true&cachePrepStmts=true&useServerPrepStmts=true&rewriteBatchedStatements=true"
  })
  void verdict_isTheServers(String name, boolean mysql, String more) throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port())) {
      List<Integer> answers;
      try (Connection connection = connect(tee, mysql, more)) {
        LiveDriver driver = new LiveDriver(connection);
        driver.transactions();
        driver.results();
        driver.statements();
        driver.batches();
        driver.cursors();
        driver.files();
        driver.others();
        answers = driver.answers();
      }

      awaitQuit(tee);
      tee.last().ask(verdicts -> holds(verdicts, answers));
      tee.last().ask(verdicts -> record(name, verdicts));
      assertThat(tee.<Integer>lastly(v -> v.files)).isEqualTo(4);
      assertThat(tee.<Boolean>lastly(v -> v.mostOutstanding > 10))
          .as("whether it pipelines")
          .isEqualTo(!mysql && !more.contains("disablePipeline"));
      assertThat(tee.<Boolean>lastly(v -> v.cursors > 0)).isEqualTo(more.contains("Cursor"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, ''",
    "false, &useServerPrepStmts=true",
    "true, ''",
    "true, &useServerPrepStmts=true"
  })
  void packetsInParts_areOnePacketEach(boolean mysql, String more) throws Exception {
    int mib = 1024 * 1024;
    try (TeeProxy tee = new TeeProxy(server.port())) {
      List<Integer> answers;
      try (Connection connection = connect(tee, mysql, more + "&maxAllowedPacket=67108864")) {
        LiveDriver driver = new LiveDriver(connection);
        driver.big(17 * mib, 16 * mib - 1 - 24, 20 * mib);
        answers = driver.answers();
      }

      awaitQuit(tee);
      tee.last().ask(verdicts -> holds(verdicts, answers));
    }
  }

  @Test
  void rowsOf40MiB_arePassedOver() throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port())) {
      try (Connection connection = connect(tee, true, "&maxAllowedPacket=67108864")) {
        new LiveDriver(connection).execute("SELECT REPEAT('x', 40 * 1024 * 1024), 1");
      }

      awaitQuit(tee);
      tee.last().ask(verdicts -> holds(verdicts, List.of()));
    }
  }

  @Test
  void idle_isWhatTheProcessListSays() throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port());
        Connection connection = connect(tee, false, "");
        Connection other = connect(tee, false, "")) {
      TeeProxy.Watched watched = tee.watched().get(0);
      long id = watched.ask(verdicts -> verdicts.greeting.connectionId());

      assertThat(watched.<Boolean>ask(verdicts -> verdicts.conversation.idle())).isTrue();
      assertThat(commandOf(other, id)).isEqualTo("Sleep");

      CompletableFuture<Void> query =
          CompletableFuture.runAsync(() -> run(connection, "SELECT SLEEP(600) FROM DUAL"));
      Awaitility.await().until(() -> commandOf(other, id).equals("Query"));

      assertThat(watched.<Boolean>ask(verdicts -> verdicts.conversation.idle())).isFalse();
      assertThat(watched.<Object>ask(verdicts -> verdicts.conversation.current()))
          .hasToString("Optional[QUERY]");

      run(other, "KILL QUERY " + id);
      assertThat(query).failsWithin(Duration.ofSeconds(60));
      assertThat(watched.<Boolean>ask(verdicts -> verdicts.conversation.idle())).isTrue();
      assertThat(commandOf(other, id)).isEqualTo("Sleep");
    }
  }

  private static Connection connect(TeeProxy tee, boolean mysql, String more) throws SQLException {
    return DriverManager.getConnection((mysql ? MYSQL : MARIADB).formatted(tee.port()) + more);
  }

  private static void run(Connection connection, String sql) {
    try (Statement s = connection.createStatement()) {
      s.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String commandOf(Connection connection, long id) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row =
            s.executeQuery("SELECT command FROM information_schema.processlist WHERE id = " + id)) {
      row.next();
      return row.getString(1);
    }
  }

  static void awaitQuit(TeeProxy tee) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                tee.<Boolean>lastly(
                    v -> v.conversation.phase().compareTo(Conversation.Phase.COMMANDS) > 0));
  }

  /** The whole was understood, and each verdict was right. */
  static Void holds(Verdicts verdicts, List<Integer> answers) {
    assertThat(verdicts.conversation.opaque()).isEmpty();
    assertThat(verdicts.quit).isTrue();
    assertThat(verdicts.idle).isPositive();
    assertThat(verdicts.conversation.longDataPending()).isFalse();
    assertThat(verdicts.conversation.cursorOpen()).isFalse();
    agree(verdicts, answers);
    return null;
  }

  /** Each verdict is what the server said. */
  static void agree(Verdicts verdicts, List<Integer> answers) {
    assertThat(verdicts.transactions).hasSameSizeAs(answers);
    for (int i = 0; i < answers.size(); i++) {
      assertThat(verdicts.transactions.get(i))
          .as("verdict %d of %s; the server: %s", i, verdicts.transactions, answers)
          .isIn(answers.get(i) == 0 ? Transaction.NONE : Transaction.OPEN, Transaction.UNKNOWN);
    }
  }

  /** Keeps it if the property {@code patchbay.wire.record} names a directory. */
  static Void record(String name, Verdicts verdicts) {
    String directory = System.getProperty("patchbay.wire.record");
    if (directory != null) {
      assertThat(verdicts.isWhole()).isTrue();
      verdicts.recording().save(Path.of(directory, name + ".rec.gz"));
    }
    return null;
  }
}
