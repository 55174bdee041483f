package dev.patchbay.acceptance;

import static dev.patchbay.testing.BankErrand.ENTRY;
import static dev.patchbay.testing.BankErrand.TRANSFER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.BankClients;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.TrustFiles;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both JDBC drivers by TLS, which look at the proxy's certificate, before three real nodes, at
 * whose certificates the proxy looks.
 */
@Tag("acceptance")
class TlsAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final List<String> DRIVERS = List.of("mariadb", "mysql");
  private static final TestCertificates OF_PROXY = TestCertificates.authority();
  private static final String PASSWORD = "app-password";
  private static final String NODE = "SELECT @@wsrep_node_name";
  private static final int DRAINS = 3;

  @TempDir static Path directory;

  private static TrustFiles trust;
  private static ProxyProcess proxy;
  private static int secure;
  private static int ruled;
  private static int distrustful;

  @BeforeAll
  static void start() throws Exception {
    CLUSTER.up();
    CLUSTER.sql(
        0,
        """
        CREATE OR REPLACE USER 'report'@'%%' IDENTIFIED BY '%s' REQUIRE SSL;
        GRANT ALL ON app.* TO 'report'@'%%';
        CREATE OR REPLACE DATABASE bank;
        GRANT ALL ON bank.* TO 'app'@'%%';
        CREATE TABLE bank.ledger (id BIGINT PRIMARY KEY);
        CREATE TABLE bank.account (id INT PRIMARY KEY, amount INT NOT NULL);
        INSERT INTO bank.account SELECT seq, 1000 FROM bank.seq_0_to_9"""
            .formatted(PASSWORD));
    trust = TrustFiles.write(OF_PROXY, directory);
    TestCertificates.Server own = OF_PROXY.server("127.0.0.1");
    Path certificate = Files.writeString(directory.resolve("own.crt"), own.certificatePem());
    Path key = Files.writeString(directory.resolve("own.key"), own.keyPem());
    List<Integer> ports = TestPorts.find(3);
    secure = ports.get(0);
    ruled = ports.get(1);
    distrustful = ports.get(2);
    String tls =
        """
            Protocol: mysql
            TLS:
              Enabled: true
              Required: true
              Certificate: %s
              PrivateKey: %s
              NodeServerName: galera.internal
              NodeCA: \
        """
            .formatted(certificate, key);
    String good = tls + CLUSTER.ca() + "\n";
    String listeners =
        ("Listeners:\n  - Name: secure\n    Port: %d\n" + good).formatted(secure)
            + ("  - Name: ruled\n    Port: %d\n" + good).formatted(ruled)
            + "    Rules:\n      - User: report\n        Listener: reports\n"
            + "  - Name: reports\n    Protocol: mysql\n    Node: inactive\n"
            + ("  - Name: distrustful\n    Port: %d\n" + tls).formatted(distrustful)
            + trust.pem()
            + "\n";
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    proxy = ProxyProcess.start(config.with(config.yaml() + listeners), directory);
  }

  @BeforeEach
  void awaitAllHealthy() {
    await()
        .atMost(LONG)
        .until(
            () ->
                proxy.activeNode() >= 0
                    && proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy));
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
    }
    CLUSTER.sql(0, "DROP DATABASE IF EXISTS bank; DROP USER IF EXISTS 'report'@'%'");
  }

  @ParameterizedTest
  @CsvSource({"mariadb, secure", "mysql, secure", "mariadb, ruled", "mysql, ruled"})
  void login_isByTlsToTheNode_andFollowed(String driver, String listener) throws Exception {
    int port = listener.equals("ruled") ? ruled : secure;
    String user = listener.equals("ruled") ? "report" : "app";
    try (Connection connection = connect(driver, port, user);
        Statement statement = connection.createStatement()) {
      String active = "node" + proxy.activeNode();
      assertThat(ask(statement, NODE, 1).equals(active)).isEqualTo(user.equals("app"));
      assertThat(ask(statement, "SHOW STATUS LIKE 'Ssl_version'", 2)).isEqualTo("TLSv1.3");
      assertThat(ask(statement, "SELECT REPEAT('x', 3000000)", 1)).hasSize(3_000_000);

      JsonObject mysql = onlySession(user.equals("app") ? "secure" : "reports");
      assertThat(mysql.getString("lost")).isNull();
      assertThat(mysql.getString("phase")).isEqualTo("commands");
      assertThat(mysql.getString("user")).isEqualTo(user);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void nodesOfAnotherAuthority_areNotGivenTheLogin(String driver) {
    SQLException error =
        catchThrowableOfType(SQLException.class, () -> connect(driver, distrustful, "app").close());

    assertThat((Throwable) error).hasStackTraceContaining("could not be reached by TLS");
  }

  /** Two nodes take writes for a moment, and Galera lets the first to commit win: error 1213. */
  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void drains_loseNoTransfer_andFailNoneButByDeadlock(String driver) throws Exception {
    CLUSTER.sql(0, "DELETE FROM bank.ledger");
    try (BankClients bank =
        new BankClients(
            url(driver, secure) + "&user=app&password=" + PASSWORD,
            List.of(TRANSFER, ENTRY, TRANSFER, ENTRY))) {
      for (int i = 0; i < DRAINS; i++) {
        int before = bank.done().size();
        await().atMost(LONG).until(() -> bank.done().size() > before + 100);
        int former = proxy.activeNode();

        proxy.ask(
            "POST",
            "/v0/switchover",
            new JsonObject().put("mode", "drain").put("deadlineSeconds", 60));

        assertThat(proxy.activeNode()).isNotEqualTo(former);
        assertThat(proxy.endOfDrain()).isEqualTo("complete");
      }
      bank.stop();
      System.out.printf(
          "%s by TLS, %d drains: %d errands, %d deadlocks%n",
          driver, DRAINS, bank.done().size(), bank.failures().size());

      assertThat(bank.failures())
          .allSatisfy(
              failure ->
                  assertThat(failure)
                      .isInstanceOfSatisfying(
                          SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1213)));
      for (int node = 0; node < GaleraCluster.NODES; node++) {
        assertThat(numbers(node, "SELECT id FROM bank.ledger"))
            .containsExactlyInAnyOrderElementsOf(bank.done());
        assertThat(numbers(node, "SELECT SUM(amount) FROM bank.account")).containsExactly(10_000L);
      }
    }
  }

  /** A node that hangs says nothing; it is the proxy that ends its sessions. */
  @Test
  void failoverFromANodeThatHangs_isAnErrorAmidACommand_andNewSessionsAreElsewhere()
      throws Exception {
    try (Clients clients = new Clients()) {
      int former = proxy.activeNode();
      CLUSTER.freeze(former);
      try {
        for (SQLException failure : clients.failuresAmidACommand()) {
          assertThat(failure.getErrorCode()).isEqualTo(1053);
          assertThat(failure.getSQLState()).isEqualTo("08S01");
          assertThat(failure.getMessage()).contains("the outcome of the last command is unknown");
        }
        clients.assertIdleOnesAreLost();
        assertNewSessionsAreElsewhere(former);
      } finally {
        CLUSTER.thaw(former);
      }
    }
  }

  /** One that dies ends them itself, and the proxy passes that on. */
  @Test
  void failoverFromANodeThatDies_endsTheConnection_andNewSessionsAreElsewhere() throws Exception {
    try (Clients clients = new Clients()) {
      int former = proxy.activeNode();
      CLUSTER.kill(former);
      try {
        for (SQLException failure : clients.failuresAmidACommand()) {
          assertThat(failure.getSQLState()).startsWith("08");
        }
        clients.assertIdleOnesAreLost();
        assertNewSessionsAreElsewhere(former);
      } finally {
        CLUSTER.start(former);
      }
    }
  }

  private static void assertNewSessionsAreElsewhere(int former) throws SQLException {
    await().atMost(LONG).until(() -> proxy.activeNode() != former);
    for (String driver : DRIVERS) {
      try (Connection connection = connect(driver, secure, "app");
          Statement statement = connection.createStatement()) {
        assertThat(ask(statement, NODE, 1)).isEqualTo("node" + proxy.activeNode());
      }
    }
  }

  /** Of each driver a session within a command, and one that is idle. */
  private static final class Clients implements AutoCloseable {
    private final List<Connection> idle = new ArrayList<>();
    private final List<Connection> busy = new ArrayList<>();
    private final List<CompletableFuture<SQLException>> failures = new ArrayList<>();

    Clients() throws SQLException {
      for (String driver : DRIVERS) {
        idle.add(connect(driver, secure, "app"));
        Connection within = connect(driver, secure, "app");
        busy.add(within);
        failures.add(
            CompletableFuture.supplyAsync(
                () ->
                    catchThrowableOfType(
                        SQLException.class,
                        () -> within.createStatement().execute("SELECT SLEEP(600)"))));
      }
      await()
          .atMost(LONG)
          .until(
              () ->
                  sessions("secure").stream().filter(s -> s.getInteger("outstanding") == 1).count()
                      == DRIVERS.size());
    }

    List<SQLException> failuresAmidACommand() throws Exception {
      List<SQLException> met = new ArrayList<>();
      for (CompletableFuture<SQLException> failure : failures) {
        met.add(failure.get(LONG.toSeconds(), TimeUnit.SECONDS));
      }
      return met;
    }

    void assertIdleOnesAreLost() {
      for (Connection connection : idle) {
        SQLException failure =
            catchThrowableOfType(
                SQLException.class, () -> connection.createStatement().execute("SELECT 1"));
        assertThat(failure.getSQLState()).startsWith("08");
      }
    }

    @Override
    public void close() throws SQLException {
      for (Connection connection : idle) {
        connection.close();
      }
      for (Connection connection : busy) {
        // In the midst of its command it would wait for that.
        connection.abort(Runnable::run);
      }
    }
  }

  private static Connection connect(String driver, int port, String user) throws SQLException {
    return DriverManager.getConnection(url(driver, port), user, PASSWORD);
  }

  private static String url(String driver, int port) {
    return "jdbc:%s://127.0.0.1:%d/app?connectTimeout=30000&%s"
        .formatted(driver, port, trust.parameters(driver));
  }

  private static String ask(Statement statement, String sql, int column) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(column);
    }
  }

  /** What a node has once it has applied all that the group has committed. */
  private static List<Long> numbers(int node, String sql) {
    return CLUSTER
        .sql(node, "SET SESSION wsrep_sync_wait=1; " + sql)
        .lines()
        .map(Long::valueOf)
        .toList();
  }

  private static JsonObject onlySession(String listener) {
    // Those of another test may be about to leave.
    return await().atMost(LONG).until(() -> sessions(listener), all -> all.size() == 1).get(0);
  }

  private static List<JsonObject> sessions(String listener) {
    return proxy
        .ask("GET", "/v0/sessions?listener=" + listener, new JsonObject())
        .getJsonArray("sessions")
        .stream()
        .map(session -> ((JsonObject) session).getJsonObject("mysql"))
        .toList();
  }
}
