package dev.patchbay.app;

import static dev.patchbay.testing.BankErrand.CURSOR;
import static dev.patchbay.testing.BankErrand.ENTRY;
import static dev.patchbay.testing.BankErrand.TRANSFER;
import static dev.patchbay.testing.BankErrand.distributed;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.mysql.cj.jdbc.MysqlXADataSource;
import dev.patchbay.agent.MariaDbServer;
import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.BankClients;
import dev.patchbay.testing.BankErrand;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.XADataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** A whole proxy with a listener of protocol mysql, before two real servers, with real drivers. */
@Tag("database")
class FollowedLiveTest {
  private static final String MARIADB = "jdbc:mariadb://127.0.0.1:%d/?user=root";
  private static final String MYSQL = "jdbc:mysql://127.0.0.1:%d/?user=root&sslMode=DISABLED";
  private static final int SWITCHOVERS = 6;

  private static final List<MariaDbServer> SERVERS = new ArrayList<>();

  private ProxyBed bed;
  private int port;

  @BeforeAll
  static void startServers() {
    for (int i = 0; i < 2; i++) {
      MariaDbServer server = new MariaDbServer();
      SERVERS.add(server);
      server.execute("SET GLOBAL wsrep_on = OFF");
      server.execute("CREATE DATABASE bank");
      server.execute("CREATE TABLE bank.ledger (id BIGINT PRIMARY KEY)");
      server.execute("CREATE TABLE bank.account (id INT PRIMARY KEY, amount INT NOT NULL)");
      server.execute("INSERT INTO bank.account SELECT seq, 1000 FROM bank.seq_0_to_9");
    }
  }

  @AfterAll
  static void stopServers() {
    SERVERS.forEach(MariaDbServer::close);
  }

  @BeforeEach
  void startProxy() throws Exception {
    bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      nodes.add(
          new Node(
              "mysql/" + i,
              "127.0.0.1",
              SERVERS.get(i).port(),
              bed.agents.get(i).port(),
              "/status"));
    }
    bed.with(nodes, List.of());
    port = TestPorts.find(1).get(0);
    bed.config =
        bed.config.listening(
            List.of(
                new MysqlPort("aware", port, Selector.ACTIVE, Optional.of(MysqlTerms.DEFAULT))));
    bed.start();
    await().until(() -> active().equals("mysql/0"));
  }

  @AfterEach
  void stopProxy() throws Exception {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void cutWithinACommand_isAnExceptionOfClass08(String url) throws Exception {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(
                      SQLException.class, () -> statement.execute("SELECT SLEEP(600)")));
      await().until(() -> mysql().getInteger("outstanding") == 1);

      switchOver("{\"message\":\"cut\"}");

      SQLException caught = failure.get(60, TimeUnit.SECONDS);
      assertThat(caught.getSQLState()).isEqualTo("08S01");
      assertThat(caught.getErrorCode()).isEqualTo(1053);
      assertThat((Throwable) caught)
          .hasMessageContaining("the outcome of the last command is unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void cutBetweenTwoCommands_isNoticedWithTheNextOne(String url) throws Exception {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");

      switchOver("{\"message\":\"cut\"}");

      SQLException caught =
          catchThrowableOfType(SQLException.class, () -> statement.execute("SELECT 1"));
      assertThat(caught.getSQLState()).startsWith("08");
      assertThat(connection.isValid(5)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void refusal_saysWhy(String url) throws Exception {
    assertThat(bed.api("PATCH", "/v0/cluster?trafficEnabled=false&message=test").statusCode())
        .isEqualTo(200);

    SQLException caught = catchThrowableOfType(SQLException.class, () -> connect(url).close());

    assertThat((Throwable) caught).hasStackTraceContaining("Patchbay: the traffic is switched off");
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void session_isShownWithUserDatabaseAndTransaction(String url) throws Exception {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("USE bank");
      connection.setAutoCommit(false);
      assertThat(mysql().getBoolean("atBoundary")).isTrue();

      statement.execute("SELECT * FROM account");
      JsonObject open = mysql();
      connection.commit();

      assertThat(open.getString("user")).isEqualTo("root");
      assertThat(open.getString("database")).isEqualTo("bank");
      assertThat(open.getString("phase")).isEqualTo("commands");
      assertThat(open.getString("transaction")).isEqualTo("yes");
      assertThat(open.getBoolean("atBoundary")).isFalse();
      assertThat(mysql().getString("transaction")).isEqualTo("no");
      assertThat(mysql().getBoolean("atBoundary")).isTrue();
    }
  }

  /** That it may be trusted, with autocommit=0 too: a boundary is one, by the server's own word. */
  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL, MARIADB + "&useServerPrepStmts=true"})
  void withoutAutocommit_aBoundaryIsWhereTheServerHasNothingOpen(String url) throws Exception {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql :
          List.of(
              "SELECT 1",
              "SELECT amount FROM bank.account WHERE id = 1",
              "SELECT amount FROM bank.account WHERE id = 1 FOR UPDATE",
              "UPDATE bank.account SET amount = amount WHERE id = 1",
              "UPDATE bank.account SET amount = amount WHERE id = 77",
              "INSERT INTO bank.ledger VALUES (-1)",
              "SAVEPOINT s",
              "START TRANSACTION READ ONLY")) {
        statement.execute(sql);
        boolean boundary = mysql().getBoolean("atBoundary");
        boolean open = isTransactionOpen(statement);

        assertThat(boundary && open).as(sql).isFalse();
        connection.rollback();
        assertThat(mysql().getBoolean("atBoundary")).as("after " + sql).isTrue();
      }
    }
  }

  private static boolean isTransactionOpen(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT @@in_transaction")) {
      row.next();
      return row.getInt(1) == 1;
    }
  }

  @Test
  void transactionThatOutlivesTheDeadline_isCut_andRolledBack() throws Exception {
    try (Connection connection = connect(MARIADB);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO bank.ledger VALUES (-7)");

      switchOver("{\"mode\":\"drain\",\"deadlineSeconds\":1}");

      await().until(() -> switchover().getString("state").equals("done"));
      assertThat(switchover().getJsonObject("ended").getString("how")).isEqualTo("deadline");
      SQLException caught = catchThrowableOfType(SQLException.class, connection::commit);
      assertThat(caught.getSQLState()).startsWith("08");
      assertThat(ledger()).doesNotContain(-7L);
    }
  }

  /** Money is moved all the time, and no transfer fails, is lost or is done twice. */
  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void drains_failNoTransfer(String url) throws Exception {
    drainAgainAndAgain(
        url.formatted(port),
        List.of(TRANSFER, ENTRY, TRANSFER, ENTRY, TRANSFER, ENTRY, TRANSFER, ENTRY));
  }

  /** Between its two phases a transaction is of that server alone. */
  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void drains_failNoDistributedTransaction(String url) throws Exception {
    BankErrand distributed = distributed(xaDataSource(url.formatted(port)));

    drainAgainAndAgain(url.formatted(port), List.of(distributed, distributed, TRANSFER, ENTRY));

    for (MariaDbServer server : SERVERS) {
      assertThat(numbers(server, "SELECT COUNT(*) FROM information_schema.INNODB_TRX"))
          .as("left prepared")
          .containsExactly(0L);
    }
  }

  @Test
  void drains_failNoCursor() throws Exception {
    drainAgainAndAgain(
        (MYSQL + "&useCursorFetch=true").formatted(port), List.of(CURSOR, CURSOR, TRANSFER, ENTRY));

    for (MariaDbServer server : SERVERS) {
      assertThat(
              numbers(
                  server,
                  "SELECT variable_value FROM information_schema.GLOBAL_STATUS"
                      + " WHERE variable_name = 'Com_stmt_fetch'"))
          .singleElement(as(InstanceOfAssertFactories.LONG))
          .isGreaterThan(10);
    }
  }

  private static XADataSource xaDataSource(String url) throws SQLException {
    if (url.startsWith("jdbc:mariadb:")) {
      return new MariaDbDataSource(url);
    }
    MysqlXADataSource source = new MysqlXADataSource();
    source.setUrl(url);
    return source;
  }

  private void drainAgainAndAgain(String url, List<BankErrand> errands) throws Exception {
    SERVERS.forEach(server -> server.execute("DELETE FROM bank.ledger"));
    try (BankClients bank = new BankClients(url, errands)) {
      for (int i = 0; i < SWITCHOVERS; i++) {
        int before = bank.done().size();
        await().atMost(Duration.ofSeconds(60)).until(() -> bank.done().size() > before + 200);

        switchOver("{\"mode\":\"drain\",\"deadlineSeconds\":120}");

        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> switchover().getString("state").equals("done"));
        assertThat(switchover().getJsonObject("ended").getString("how")).isEqualTo("complete");
      }
      bank.stop();

      assertThat(bank.failures()).isEmpty();
      assertThat(ledger()).containsExactlyInAnyOrderElementsOf(bank.done());
      for (MariaDbServer server : SERVERS) {
        assertThat(numbers(server, "SELECT SUM(amount) FROM bank.account"))
            .containsExactly(10_000L);
        assertThat(numbers(server, "SELECT id FROM bank.ledger")).isNotEmpty();
      }
    }
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url.formatted(port));
  }

  /** What the ledgers of both servers say together. */
  private static List<Long> ledger() throws SQLException {
    List<Long> all = new ArrayList<>();
    for (MariaDbServer server : SERVERS) {
      all.addAll(numbers(server, "SELECT id FROM bank.ledger"));
    }
    return all;
  }

  private static List<Long> numbers(MariaDbServer server, String sql) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(MARIADB.formatted(server.port()));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  /** What the API says of the only session. */
  private JsonObject mysql() throws Exception {
    return new JsonObject(bed.api("GET", "/v0/sessions?listener=aware").body())
        .getJsonArray("sessions")
        .getJsonObject(0)
        .getJsonObject("mysql");
  }

  private void switchOver(String body) throws Exception {
    HttpResponse<String> answer = bed.api("POST", "/v0/switchover", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private JsonObject switchover() throws Exception {
    return new JsonObject(bed.api("GET", "/v0/switchover").body()).getJsonObject("switchover");
  }

  private String active() throws Exception {
    JsonObject node = bed.cluster().getJsonObject("activeBackend");
    return node == null ? "" : node.getString("name");
  }
}
