package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both JDBC drivers and the servers' own client at a listener with rules, before real MariaDB
 * nodes.
 */
@Tag("acceptance")
class RulesAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String PASSWORD = "app-password";

  @TempDir Path directory;

  private ProxyProcess proxy;
  private int port;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
    CLUSTER.sql(0, "CREATE OR REPLACE USER 'report'@'%' IDENTIFIED BY '" + PASSWORD + "'");
    CLUSTER.sql(0, "GRANT ALL ON app.* TO 'report'@'%'");
  }

  @AfterAll
  static void leaveItAsItWas() {
    CLUSTER.sql(0, "DROP USER IF EXISTS 'report'@'%'");
  }

  @BeforeEach
  void start() throws Exception {
    port = TestPorts.find(1).get(0);
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    String listeners =
        """
        Listeners:
          - Name: apps
            Port: %d
            Protocol: mysql
            Rules:
              - User: report
                Listener: reports
              - Attributes: [program_name=batch]
                Listener: reports
          - Name: reports
            Protocol: mysql
            Node: inactive
        """
            .formatted(port);
    proxy = ProxyProcess.start(config.with(config.yaml() + listeners), directory);
    await()
        .atMost(LONG)
        .until(
            () ->
                proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy)
                    && proxy.backends().stream().anyMatch(ProxyProcess.BackendStatus::active));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void eachUser_isAtTheNodeOfItsRule_andWorksThere(String driver) throws Exception {
    String active = "node" + proxy.activeNode();
    try (Connection app = connect(driver, "app", PASSWORD, "");
        Connection report = connect(driver, "report", PASSWORD, "")) {
      assertThat(ask(app, "SELECT @@wsrep_node_name")).isEqualTo(active);
      assertThat(ask(report, "SELECT @@wsrep_node_name")).isNotEqualTo(active);
      assertThat(ask(report, "SELECT CURRENT_USER()")).isEqualTo("report@%");

      for (Connection connection : List.of(app, report)) {
        try (PreparedStatement statement =
            connection.prepareStatement("SELECT REPEAT('x', ?) AS a UNION ALL SELECT 'end'")) {
          statement.setInt(1, 300_000);
          ResultSet rows = statement.executeQuery();
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).hasSize(300_000);
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("end");
        }
        connection.setCatalog("app");
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void wrongPassword_isTheNodesOwnError(String driver) {
    assertThatThrownBy(() -> connect(driver, "report", "guess", ""))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(1045);
              assertThat(e.getSQLState()).isEqualTo("28000");
            });
  }

  @Test
  void attributesOfTheConnection_decideAsWell() throws Exception {
    try (Connection batch =
        connect("mariadb", "app", PASSWORD, "&connectionAttributes=program_name:batch")) {
      assertThat(ask(batch, "SELECT @@wsrep_node_name")).isNotEqualTo("node" + proxy.activeNode());
    }
  }

  @Test
  void servesOwnClient() {
    assertThat(
            Command.run(
                LONG,
                List.of(
                    "mariadb",
                    "--skip-ssl",
                    "--host=127.0.0.1",
                    "--port=" + port,
                    "--user=report",
                    "--password=" + PASSWORD,
                    "--batch",
                    "--skip-column-names",
                    "--execute=SELECT CURRENT_USER()",
                    "app")))
        .contains("report@%");
  }

  /** The group has a route of its own: another node is its only when its own one is left. */
  @Test
  void switchover_movesTheOthersAlone() throws Exception {
    try (Connection app = connect("mariadb", "app", PASSWORD, "");
        Connection report = connect("mariadb", "report", PASSWORD, "")) {
      int inactive =
          Integer.parseInt(ask(report, "SELECT @@wsrep_node_name").substring("node".length()));
      int target = 3 - inactive - proxy.activeNode();

      proxy.ask("POST", "/v0/switchover", new JsonObject().put("to", "node" + target));

      assertThatThrownBy(() -> ask(app, "SELECT 1")).isInstanceOf(SQLException.class);
      assertThat(ask(report, "SELECT @@wsrep_node_name")).isEqualTo("node" + inactive);
    }
  }

  private Connection connect(String driver, String user, String password, String more)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:%s://127.0.0.1:%d/app?connectTimeout=30000&sslMode=%s%s"
            .formatted(driver, port, driver.equals("mysql") ? "DISABLED" : "disable", more),
        user,
        password);
  }

  private static String ask(Connection client, String sql) throws SQLException {
    try (Statement statement = client.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
