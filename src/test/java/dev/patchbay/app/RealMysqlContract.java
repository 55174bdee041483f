package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.RealMysql;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.TrustFiles;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole proxy with a listener that follows MySQL, before a real server of MySQL itself. */
@Tag("mysql")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealMysqlContract {
  static final String PASSWORD = "pass-word";

  /** Both have this password, and are known by this method. */
  static final String USER = "one";

  static final String OTHER = "two";

  private static final String MORE =
      "&allowPublicKeyRetrieval=true&allowMultiQueries=true&maxAllowedPacket=67108864";
  static final String MARIADB = "jdbc:mariadb://127.0.0.1:%d/wire?allowLocalInfile=true" + MORE;
  static final String MYSQL =
      "jdbc:mysql://127.0.0.1:%d/wire?sslMode=DISABLED&allowLoadLocalInfile=true" + MORE;

  /** By TLS, whose certificate and name are looked at. */
  static final String MARIADB_TLS = MARIADB + "&sslMode=verify-full&serverSslCert=%s/ca.pem";

  static final String MYSQL_TLS =
      "jdbc:mysql://127.0.0.1:%d/wire?sslMode=VERIFY_IDENTITY&allowLoadLocalInfile=true"
          + "&trustCertificateKeyStoreUrl=file:%s/ca.p12&trustCertificateKeyStorePassword=secret"
          + MORE;

  private static final TestCertificates AUTHORITY = TestCertificates.authority();

  private final String method;
  RealMysql server;
  ProxyBed bed;
  private int port;
  SecurePorts secured;

  @TempDir static Path directory;

  RealMysqlContract(String method) {
    this.method = method;
  }

  abstract RealMysql newServer() throws Exception;

  // What has to be made once comes over the network.
  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void start() throws Exception {
    server = newServer();
    server.execute(
        "CREATE DATABASE wire",
        "CREATE DATABASE other",
        "CREATE TABLE wire.t (id INT PRIMARY KEY)",
        "CREATE PROCEDURE wire.two() BEGIN SELECT 1, 'a'; SELECT id FROM wire.t; END",
        "CREATE PROCEDURE wire.adds(INOUT a INT) BEGIN SET a = a + 1; END");
    bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS);
    int agent = bed.agents.get(0).port();
    bed.with(List.of(new Node("mysql/0", "127.0.0.1", server.port(), agent, "/status")), List.of());
    port = TestPorts.find(1).get(0);
    secured = SecurePorts.find();
    List<MysqlPort> listeners = new ArrayList<>(secured.listeners(tls(), USER));
    listeners.add(new MysqlPort("aware", port, Selector.ACTIVE, Optional.of(MysqlTerms.DEFAULT)));
    bed.config = bed.config.listening(listeners);
    bed.start();
    await().until(() -> bed.cluster().getJsonObject("activeBackend") != null);
  }

  /** The server's certificate, if it has one, is of an authority that it has made itself. */
  private ListenerTls tls() throws Exception {
    TrustFiles.write(AUTHORITY, directory);
    TestCertificates.Server own = AUTHORITY.rsaServer("127.0.0.1", "localhost");
    return new ListenerTls(
        List.of(own.certificate()), own.key(), true, ofServer(), Optional.empty());
  }

  private List<X509Certificate> ofServer() throws Exception {
    Path file = server.directory().resolve("data/ca.pem");
    if (!Files.exists(file)) {
      return List.of();
    }
    try (InputStream ca = Files.newInputStream(file)) {
      return List.of(
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(ca));
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (bed != null) {
      bed.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MYSQL,
        MYSQL + "&useServerPrepStmts=true&useCursorFetch=true",
        MARIADB,
        MARIADB + "&useServerPrepStmts=true"
      })
  void jdbc_isFollowed(String url) throws Exception {
    accounts();
    try (Errands errands = new JdbcErrands(connect(url), OTHER, PASSWORD)) {
      assertFollowed(errands);
    }
  }

  @ParameterizedTest
  @EnumSource
  void program_isFollowed(ProgramDriver driver) throws Exception {
    accounts();
    try (Errands errands = new ProgramErrands(words(driver, Optional.empty(), port))) {
      assertFollowed(errands);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MYSQL, MARIADB})
  void wrongPassword_isTheServersOwnError(String url) throws Exception {
    accounts();
    connect(url).close();
    String wrong = url + "&user=one&password=wrong";

    SQLException ofServer =
        catchThrowableOfType(SQLException.class, () -> open(wrong, server.port()).close());
    SQLException through =
        catchThrowableOfType(SQLException.class, () -> open(wrong, port).close());

    assertThat(through.getErrorCode()).isEqualTo(1045);
    assertThat(through.getSQLState()).isEqualTo("28000");
    assertThat(through.getMessage().replaceAll("conn=\\d+", ""))
        .contains("Access denied for user 'one'@")
        .isEqualTo(ofServer.getMessage().replaceAll("conn=\\d+", ""));
  }

  /** A server's memory of passwords that it has checked is empty for them. */
  void accounts() {
    for (String user : List.of(USER, OTHER)) {
      server.execute(
          "DROP USER IF EXISTS " + user,
          "CREATE USER %s IDENTIFIED WITH %s BY '%s'".formatted(user, method, PASSWORD),
          "GRANT ALL ON *.* TO " + user);
    }
    server.execute("FLUSH PRIVILEGES");
  }

  /** Of a program at that port, by TLS if there is an authority's file. */
  static List<String> words(ProgramDriver driver, Optional<Path> ca, int port) {
    return driver.words(directory, ca, "127.0.0.1", "" + port, USER, PASSWORD, OTHER);
  }

  /** MySQL's own client, with these words besides. */
  Errands client(String... words) throws Exception {
    Path file = server.directory().resolve("rows.csv");
    Files.writeString(file, "11\televen\n12\ttwelve\n");
    List<String> all =
        new ArrayList<>(
            server.client(
                "--no-defaults",
                "--protocol=tcp",
                "--host=127.0.0.1",
                "--port=" + port,
                "--user=" + USER,
                "--password=" + PASSWORD,
                "--local-infile=1",
                "--max-allowed-packet=64M",
                "--unbuffered",
                "--force",
                "--loose-commands",
                "--named-commands",
                "--batch",
                "--skip-column-names"));
    all.addAll(List.of(words));
    all.add("wire");
    return new StatementErrands(all, server.inside(file));
  }

  Connection connect(String url) throws SQLException {
    return open(
        url + "&user=%s&password=%s".formatted(USER, PASSWORD),
        url.contains("/ca.p") ? secured.secure() : port);
  }

  static Connection open(String url, int port) throws SQLException {
    return DriverManager.getConnection(url.formatted(port, directory));
  }

  void assertFollowed(Errands errands) throws Exception {
    assertFollowed(errands, "aware");
  }

  void assertFollowed(Errands errands, String listener) throws Exception {
    FollowedErrands.assertFollowed(bed, errands, listener, USER);
  }
}
