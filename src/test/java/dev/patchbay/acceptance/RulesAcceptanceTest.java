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
import java.util.ArrayList;
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

  /** The nodes that sessions for reading are spread over. */
  private static final List<Integer> LABELLED = List.of(1, 2);

  private static final String NODE = "SELECT @@wsrep_node_name";

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
              - Attributes: [program_name=reading]
                Listener: spread
          - Name: reports
            Protocol: mysql
            Node: inactive
          - Name: spread
            Protocol: mysql
            Node: fewest-sessions
            Labels: [reporting]
        """
            .formatted(port);
    String backends = config.yaml();
    for (int node : LABELLED) {
      String name = "    - Name: node" + node + "\n";
      backends = backends.replace(name, name + "      Labels: [reporting]\n");
    }
    proxy = ProxyProcess.start(config.with(backends + listeners), directory);
    await()
        .atMost(LONG)
        .until(
            () ->
                proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy)
                    && proxy.backends().stream().anyMatch(ProxyProcess.BackendStatus::active));
    // The API may know it some milliseconds before the last listener does.
    await().atMost(LONG).ignoreExceptions().until(() -> nodeForReading() != null);
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

  @Test
  void sessionsForReading_areSpreadOverTheLabelledNodes_andAnewWhenOneIsLostAndBack()
      throws Exception {
    List<Connection> sessions = new ArrayList<>();
    try {
      read(6, sessions);
      assertThat(nodes(sessions))
          .containsExactlyInAnyOrder("node1", "node1", "node1", "node2", "node2", "node2");
      List<Connection> staying = new ArrayList<>();
      for (Connection session : sessions) {
        if (ask(session, NODE).equals("node1")) {
          staying.add(session);
        }
      }

      CLUSTER.kill(2);
      try {
        await().atMost(LONG).until(() -> !proxy.backends().get(2).healthy());
        for (Connection session : sessions) {
          if (!staying.contains(session)) {
            assertThatThrownBy(() -> ask(session, "SELECT 1")).isInstanceOf(SQLException.class);
          }
        }
        assertThat(nodes(staying)).containsOnly("node1");
        read(1, staying);
        assertThat(nodes(staying)).hasSize(4).containsOnly("node1");
      } finally {
        CLUSTER.start(2);
      }
      await().atMost(LONG).until(() -> proxy.backends().get(2).healthy());
      read(4, staying);

      assertThat(nodes(staying)).filteredOn("node2"::equals).hasSize(4);
      sessions.addAll(staying);
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  private String nodeForReading() throws SQLException {
    List<Connection> one = new ArrayList<>();
    read(1, one);
    try (Connection session = one.get(0)) {
      return ask(session, NODE);
    }
  }

  private void read(int more, List<Connection> sessions) throws SQLException {
    for (int i = 0; i < more; i++) {
      sessions.add(
          connect("mariadb", "app", PASSWORD, "&connectionAttributes=program_name:reading"));
    }
  }

  private static List<String> nodes(List<Connection> sessions) throws SQLException {
    List<String> nodes = new ArrayList<>();
    for (Connection session : sessions) {
      nodes.add(ask(session, NODE));
    }
    return nodes;
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
