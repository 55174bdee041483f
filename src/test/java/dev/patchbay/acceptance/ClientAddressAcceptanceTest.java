package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which client it is, as real MariaDB nodes see it that are told so by the PROXY protocol; with a
 * real HAProxy in front as well. Clients bind to addresses of the loopback network.
 */
@Tag("acceptance")
class ClientAddressAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String BALANCER = "127.0.0.4";

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      CLUSTER.sql(node, "SET GLOBAL proxy_protocol_networks='127.0.0.1'");
    }
    CLUSTER.sql(0, "CREATE OR REPLACE USER 'who'@'127.0.0.3' IDENTIFIED BY 'app-password'");
    CLUSTER.sql(0, "GRANT ALL ON app.* TO 'who'@'127.0.0.3'");
  }

  @AfterAll
  static void leaveItAsItWas() {
    CLUSTER.sql(0, "DROP USER IF EXISTS 'who'@'127.0.0.3'");
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      CLUSTER.sql(node, "SET GLOBAL proxy_protocol_networks=''");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void node_seesTheClient_andItsGrantsHold(String version) throws Exception {
    try (ProxyProcess proxy = start("    ToBackend: " + version + "\n")) {
      int port = proxy.mysqlPort();

      try (Connection client = connect(port, "app", "127.0.0.2")) {
        assertThat(ask(client, "SELECT USER()")).isEqualTo("app@127.0.0.2");
        String id = ask(client, "SELECT CONNECTION_ID()");
        assertThat(
                CLUSTER.sql(
                    proxy.activeNode(),
                    "SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = " + id))
            .startsWith("127.0.0.2:");
      }
      try (Connection client = connect(port, "who", "127.0.0.3")) {
        assertThat(ask(client, "SELECT CURRENT_USER()")).isEqualTo("who@127.0.0.3");
      }
      assertThatThrownBy(() -> connect(port, "who", "127.0.0.2"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Access denied");

      // The proxy's own logins, and the agents', which go past it.
      assertThat(pingdb(port)).isEmpty();
      proxy.pingdb();
      assertThat(proxy.backends()).allMatch(ProxyProcess.BackendStatus::healthy);
    }
  }

  @Test
  void balancerInFront_hasItsClientSeen_andNobodyElseIsBelieved() throws Exception {
    List<Integer> front = TestPorts.find(1);
    try (ProxyProcess proxy =
        start("    ToBackend: v2\n    From: [" + BALANCER + ", 127.0.0.1]\n")) {
      int port = proxy.mysqlPort();
      Process haproxy = haproxy(front.get(0), port);
      try {
        await().atMost(LONG).until(() -> accepts(front.get(0)));
        await().atMost(LONG).untilAsserted(() -> assertSeen(front.get(0), "127.0.0.3"));
        proxy.pingdb();

        assertSpoofingFails(proxy);
        // HAProxy's own checks say LOCAL; of these none was refused.
        assertThat(proxy.log())
            .filteredOn(line -> line.contains("Refused a client"))
            .singleElement()
            .asString()
            .contains("bad proxy header: a PROXY header of the client's own", "127.0.0.2");
      } finally {
        haproxy.destroy();
        haproxy.waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void assertSeen(int port, String address) throws SQLException {
    try (Connection client = connect(port, "who", address)) {
      assertThat(ask(client, "SELECT USER()")).isEqualTo("who@" + address);
    }
  }

  /** MariaDB believes the last of several headers, so it must not be sent the client's own. */
  private static void assertSpoofingFails(ProxyProcess proxy) throws IOException {
    try (Socket spoofer = new Socket()) {
      spoofer.bind(new InetSocketAddress("127.0.0.2", 0));
      spoofer.connect(new InetSocketAddress("127.0.0.1", proxy.mysqlPort()));
      spoofer.setSoTimeout(60_000);
      byte[] greeting = spoofer.getInputStream().readNBytes(40);
      assertThat(new String(greeting, StandardCharsets.ISO_8859_1)).contains("MariaDB");

      spoofer.getOutputStream().write("PROXY TCP4 127.0.0.3 127.0.0.1 1 2\r\n".getBytes());

      assertThatCode(() -> spoofer.getInputStream().readAllBytes())
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              reset -> assertThat(reset).isInstanceOf(SocketException.class));
      String hosts = "SELECT HOST FROM information_schema.PROCESSLIST";
      assertThat(CLUSTER.sql(proxy.activeNode(), hosts)).doesNotContain("127.0.0.3:1\n");
    }
  }

  private ProxyProcess start(String proxyProtocol) throws IOException {
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    ProxyProcess proxy =
        ProxyProcess.start(
            config.with(
                config.yaml().replace("Proxy:\n", "Proxy:\n  ProxyProtocol:\n" + proxyProtocol)),
            directory);
    await()
        .atMost(LONG)
        .until(() -> proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy));
    return proxy;
  }

  private Process haproxy(int port, int to) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            listen mysql
              bind 127.0.0.1:%d
              source %s
              server patchbay 127.0.0.1:%d send-proxy-v2 check inter 200ms
            """
                .formatted(port, BALANCER, to));
    return new ProcessBuilder("haproxy", "-db", "-f", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("haproxy.log").toFile())
        .start();
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static String pingdb(int port) {
    return Command.run(
        LONG,
        List.of(
            "env",
            "PORT=" + port,
            "TIMEOUT=60s",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            "target/patchbay.jar",
            "pingdb"));
  }

  private static Connection connect(int port, String user, String from) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:%d/app?connectTimeout=30000&localSocketAddress=%s"
            .formatted(port, from),
        user,
        "app-password");
  }

  private static String ask(Connection client, String sql) throws SQLException {
    try (Statement statement = client.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
