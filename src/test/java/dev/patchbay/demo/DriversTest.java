package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLAuthOptions;
import io.vertx.mysqlclient.MySQLAuthenticationPlugin;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drivers that applications use, against a stand-in. */
class DriversTest {
  private static final String MARIADB = "jdbc:mariadb://127.0.0.1:%d/shop?user=any";
  private static final String MYSQL = "jdbc:mysql://127.0.0.1:%d/shop?user=any";

  private static Vertx vertx;
  private static StandInServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server = Await.result(StandInServer.start(vertx, "node-7", 7));
  }

  @AfterAll
  static void stop() {
    Await.closed(vertx);
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url.formatted(server.port()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MARIADB,
        MARIADB + "&password=secret",
        MARIADB + "&password=secret&useServerPrepStmts=true",
        MARIADB + "&password=secret&disablePipeline=true&cachePrepStmts=true",
        MYSQL,
        MYSQL + "&password=secret",
        MYSQL + "&password=secret&defaultAuthenticationPlugin=caching_sha2_password",
        MYSQL + "&defaultAuthenticationPlugin=caching_sha2_password",
        MYSQL + "&password=secret&sessionVariables=wait_timeout=60&characterEncoding=latin1",
        MYSQL + "&useServerPrepStmts=true&useLocalSessionState=true&connectionTimeZone=SERVER",
      })
  void aJdbcDriver_connectsAndLearnsWhichNodeAnswers(String url) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      ResultSet hostname = statement.executeQuery("SELECT @@hostname");
      assertThat(hostname.next()).isTrue();
      assertThat(hostname.getMetaData().getColumnLabel(1)).isEqualTo("@@hostname");
      assertThat(hostname.getString("@@hostname")).isEqualTo("node-7");
      assertThat(hostname.next()).isFalse();

      ResultSet fromTable = statement.executeQuery("SELECT id, name FROM customers");
      assertThat(fromTable.next()).isTrue();
      assertThat(fromTable.getString("node")).isEqualTo("node-7");

      assertThat(connection.isValid(5)).isTrue();
      assertThat(connection.getCatalog()).isEqualTo("shop");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void aJdbcDriver_preparesOnItsOwnSide(String url) throws SQLException {
    try (Connection connection = connect(url);
        PreparedStatement statement = connection.prepareStatement("SELECT ?, @@server_id")) {
      statement.setString(1, "it's");

      ResultSet row = statement.executeQuery();

      assertThat(row.next()).isTrue();
      assertThat(row.getInt(2)).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void aJdbcDriver_isToldThatNothingIsStored(String url) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO t VALUES (1)"))
          .isInstanceOfSatisfying(
              SQLException.class,
              refused -> {
                assertThat(refused.getErrorCode()).isEqualTo(1235);
                assertThat(refused.getSQLState()).isEqualTo("42000");
                assertThat(refused.getMessage()).contains("node-7 is a stand-in");
              });

      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void aJdbcDriver_canUseTransactionsAndSwitchDatabases(String url) throws SQLException {
    try (Connection connection = connect(url)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setCatalog("depot");

      try (Statement statement = connection.createStatement()) {
        ResultSet row = statement.executeQuery("SELECT DATABASE(), 1, CONNECTION_ID()");
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("depot");
        assertThat(row.getInt(2)).isEqualTo(1);
        assertThat(row.getLong(3)).isPositive();
      }
      connection.commit();
      connection.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MYSQL})
  void aJdbcDriver_getsMoreRowsThanOneAtATime(String url) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      ResultSet variables = statement.executeQuery("SHOW VARIABLES LIKE 'wsrep\\_%'");

      StringBuilder names = new StringBuilder();
      while (variables.next()) {
        names.append(variables.getString("Variable_name")).append(' ');
      }

      assertThat(names).hasToString("wsrep_cluster_name wsrep_node_name wsrep_on ");
    }
  }

  @Test
  void aStatementOfHalfTheLimit_isAnswered() throws SQLException {
    String filler = "x".repeat(PacketReader.MAX_PAYLOAD / 2);
    try (Connection connection = connect(MYSQL);
        Statement statement = connection.createStatement()) {
      ResultSet row = statement.executeQuery("SELECT '" + filler + "' AS a");

      assertThat(row.next()).isTrue();
      assertThat(row.getString("a")).isEqualTo(filler);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MYSQL_NATIVE_PASSWORD", "CACHING_SHA2_PASSWORD", "DEFAULT"})
  void theVertxClient_connectsAndChangesItsUser(String plugin) {
    MySQLConnectOptions options = new MySQLConnectOptions();
    options.setHost("127.0.0.1").setPort(server.port()).setUser("any").setPassword("secret");
    options.setAuthenticationPlugin(MySQLAuthenticationPlugin.valueOf(plugin));

    MySQLConnection connection = Await.result(MySQLConnection.connect(vertx, options));
    String before = hostname(connection);
    Await.result(connection.ping());
    Await.result(
        connection.changeUser(
            new MySQLAuthOptions().setUser("other").setPassword("x").setDatabase("d")));
    Await.result(connection.resetConnection());
    String after = hostname(connection);
    Await.result(connection.close());

    assertThat(before).isEqualTo("node-7");
    assertThat(after).isEqualTo("node-7");
  }

  private static String hostname(MySQLConnection connection) {
    return Await.result(connection.query("SELECT @@hostname").execute())
        .iterator()
        .next()
        .getString(0);
  }
}
