package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.MariaDbServer;
import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.TrustFiles;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with a certificate before a real MariaDB that has one of its own. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbTlsTest {
  private static final TestCertificates OF_PROXY = TestCertificates.authority();
  private static final TestCertificates OF_NODES = TestCertificates.authority();
  private static final String PASSWORD = "pass-word";

  private Path directory;
  private TrustFiles trust;
  private MariaDbServer server;
  private ProxyBed bed;
  private int port;
  private int onward;

  @BeforeAll
  void start() throws Exception {
    directory = Files.createTempDirectory(Path.of("/var/tmp"), "patchbay-mariadb-tls-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    TestCertificates.Server node = OF_NODES.rsaServer("node.internal");
    Files.writeString(directory.resolve("node.crt"), node.certificatePem());
    Files.writeString(directory.resolve("node.key"), node.keyPem());
    trust = TrustFiles.write(OF_PROXY, directory);
    server =
        new MariaDbServer(
            "--ssl-cert=" + directory.resolve("node.crt"),
            "--ssl-key=" + directory.resolve("node.key"));
    server.execute("INSTALL SONAME 'auth_ed25519'");
    server.execute("CREATE DATABASE shop");
    for (String user : List.of("native", "needy")) {
      server.execute("CREATE USER %s@'%%' IDENTIFIED BY '%s'".formatted(user, PASSWORD));
    }
    server.execute(
        "CREATE USER ed@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('%s')".formatted(PASSWORD));
    server.execute("ALTER USER needy@'%' REQUIRE SSL");
    for (String user : List.of("native", "needy", "ed")) {
      server.execute("GRANT ALL ON shop.* TO %s@'%%'".formatted(user));
    }
    bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS);
    int agent = bed.agents.get(0).port();
    bed.with(List.of(new Node("mysql/0", "127.0.0.1", server.port(), agent, "/status")), List.of());
    List<Integer> ports = TestPorts.find(2);
    port = ports.get(0);
    onward = ports.get(1);
    listening("node.internal");
    bed.start();
    await().until(() -> bed.cluster().getJsonObject("activeBackend") != null);
  }

  private void listening(String nodeName) {
    listening(nodeName, false);
  }

  private void listening(String nodeName, boolean always) {
    TestCertificates.Server own = OF_PROXY.rsaServer("127.0.0.1", "localhost");
    bed.config =
        bed.config.listening(
            List.of(
                listener("secure", port, own, always, nodeName),
                listener("onward", onward, own, true, nodeName)));
  }

  private static MysqlPort listener(
      String name, int port, TestCertificates.Server own, boolean always, String nodeName) {
    ListenerTls tls =
        new ListenerTls(
            List.of(own.certificate()),
            own.key(),
            false,
            always,
            List.of(OF_NODES.certificate()),
            Optional.of(nodeName));
    return new MysqlPort(
        name, port, Selector.ACTIVE, Optional.of(MysqlTerms.DEFAULT.with(Optional.of(tls))));
  }

  @AfterAll
  void stop() throws Exception {
    if (bed != null) {
      bed.close();
    }
    if (server != null) {
      server.close();
    }
    for (String file : List.of("node.crt", "node.key", "ca.pem", "ca.p12", "")) {
      Files.deleteIfExists(directory.resolve(file));
    }
  }

  @ParameterizedTest
  @CsvSource({"mariadb, native", "mariadb, ed", "mariadb, needy", "mysql, native", "mysql, needy"})
  void driverThatLooksAtTheCertificate_isLetIn_andFollowed(String driver, String user)
      throws Exception {
    try (Connection connection = connect(driver, user, PASSWORD);
        Statement statement = connection.createStatement()) {
      assertThat(ask(statement, "SELECT CURRENT_USER()", 1)).isEqualTo(user + "@%");
      assertThat(ask(statement, "SHOW STATUS LIKE 'Ssl_version'", 2)).startsWith("TLSv1.");
      assertThat(ask(statement, "SELECT REPEAT('x', 3000000)", 1)).hasSize(3_000_000);

      JsonArray sessions =
          new JsonObject(bed.api("GET", "/v0/sessions?listener=secure").body())
              .getJsonArray("sessions");
      JsonObject mysql = sessions.getJsonObject(0).getJsonObject("mysql");
      assertThat(mysql.getString("phase")).isEqualTo("commands");
      assertThat(mysql.getString("user")).isEqualTo(user);
    }
  }

  @ParameterizedTest
  @CsvSource({"mariadb, native", "mariadb, ed", "mariadb, needy", "mysql, native", "mysql, needy"})
  void driverInPlain_isSentOnByTls_andFollowed(String driver, String user) throws Exception {
    try (Connection connection = connectInPlain(driver, onward, user, PASSWORD);
        Statement statement = connection.createStatement()) {
      assertThat(ask(statement, "SELECT CURRENT_USER()", 1)).isEqualTo(user + "@%");
      assertThat(ask(statement, "SHOW STATUS LIKE 'Ssl_cipher'", 2)).startsWith("TLS_");
      assertThat(ask(statement, "SELECT REPEAT('x', 3000000)", 1)).hasSize(3_000_000);

      JsonObject session =
          new JsonObject(bed.api("GET", "/v0/sessions?listener=onward").body())
              .getJsonArray("sessions")
              .getJsonObject(0);
      assertThat(session.getJsonObject("mysql").getString("phase")).isEqualTo("commands");
      assertThat(session.getJsonObject("mysql").getString("user")).isEqualTo(user);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void wrongPasswordInPlain_isTheServersOwnErrorToo(String driver) {
    SQLException error =
        catchThrowableOfType(
            SQLException.class, () -> connectInPlain(driver, onward, "native", "guess").close());

    assertThat(error.getErrorCode()).isEqualTo(1045);
    assertThat(error.getMessage()).contains("Access denied for user 'native'@");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void wrongPassword_isTheServersOwnError(String driver) {
    SQLException error =
        catchThrowableOfType(SQLException.class, () -> connect(driver, "native", "guess").close());

    assertThat(error.getErrorCode()).isEqualTo(1045);
    assertThat(error.getMessage()).contains("Access denied for user 'native'@");
  }

  @Test
  void serversOwnClient_isLetIn() throws Exception {
    for (List<String> how :
        List.of(
            List.of("--ssl-verify-server-cert", "--ssl-ca=" + directory.resolve("ca.pem")),
            List.of("--skip-ssl"))) {
      List<String> command = new ArrayList<>(List.of("mariadb", "--no-defaults"));
      command.addAll(how);
      command.addAll(
          List.of(
              "--protocol=tcp",
              "--host=127.0.0.1",
              "--port=" + port,
              "--user=native",
              "--password=" + PASSWORD,
              "--batch",
              "--execute=SHOW STATUS LIKE 'Ssl_version'"));
      Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(client.exitValue()).as(said).isZero();
      assertThat(said.contains("TLSv1.")).as(said).isEqualTo(!how.contains("--skip-ssl"));
    }
  }

  /** The nodes' name is wrong in the next configuration, and right again in the one after. */
  @Test
  void reload_countsForThoseWhoComeNow() throws Exception {
    try (Connection before = connect("mariadb", "native", PASSWORD);
        Statement statement = before.createStatement()) {
      listening("other.internal");
      bed.patchbay().reload().toCompletableFuture().get(20, TimeUnit.SECONDS);

      SQLException error =
          catchThrowableOfType(
              SQLException.class, () -> connect("mariadb", "native", PASSWORD).close());
      assertThat(error.getMessage()).contains("mysql/0 could not be reached by TLS");
      assertThat(ask(statement, "SELECT 1", 1)).isEqualTo("1");
    } finally {
      listening("node.internal");
      bed.patchbay().reload().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    connect("mariadb", "native", PASSWORD).close();
  }

  @Test
  void reload_hasNodesMetByTlsAlways_orAsTheClientComes() throws Exception {
    try {
      assertThat(cipherInPlain()).isEmpty();
      listening("node.internal", true);
      bed.patchbay().reload().toCompletableFuture().get(20, TimeUnit.SECONDS);

      assertThat(cipherInPlain()).startsWith("TLS_");
    } finally {
      listening("node.internal");
      bed.patchbay().reload().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    assertThat(cipherInPlain()).isEmpty();
  }

  /** As the node says it. */
  private String cipherInPlain() throws SQLException {
    try (Connection connection = connectInPlain("mariadb", port, "native", PASSWORD);
        Statement statement = connection.createStatement()) {
      return ask(statement, "SHOW STATUS LIKE 'Ssl_cipher'", 2);
    }
  }

  private static Connection connectInPlain(String driver, int port, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:%s://127.0.0.1:%d/shop?connectTimeout=30000&sslMode=%s"
            .formatted(driver, port, driver.equals("mysql") ? "DISABLED" : "disable"),
        user,
        password);
  }

  private Connection connect(String driver, String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:%s://127.0.0.1:%d/shop?connectTimeout=30000&%s"
            .formatted(driver, port, trust.parameters(driver)),
        user,
        password);
  }

  private static String ask(Statement statement, String sql, int column) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(column);
    }
  }
}
