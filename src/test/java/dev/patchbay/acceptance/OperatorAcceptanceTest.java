package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A proxy in front of a real cluster, steered by {@code patchbay ctl} alone; with nodes that are
 * preferred, and clients that may not come in.
 */
@Tag("acceptance")
class OperatorAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void operator_steersEverythingByCommand() throws Exception {
    int far = CLUSTER.lowestIndexNode();
    ProxyConfigText config = config(far);
    try (ProxyProcess proxy = ProxyProcess.start(config, directory)) {
      for (int node = 0; node < GaleraCluster.NODES; node++) {
        int each = node;
        await().atMost(LONG).until(() -> proxy.backend(each).healthy());
      }
      int first = proxy.activeNode();
      assertThat(first).as("the node of the lowest index is of another site").isNotEqualTo(far);
      int other = 3 - far - first;
      assertThatThrownBy(() -> connect(proxy, "127.0.0.7")).isInstanceOf(SQLException.class);

      try (Connection former = connect(proxy, "127.0.0.2")) {
        assertThat(ctl("switchover", "node" + other, "--drain", "--no-wait", "-m", "why"))
            .contains("both nodes take writes");
        try (Connection latter = connect(proxy, "127.0.0.2")) {
          assertThat(server(former)).isEqualTo(CLUSTER.port(first));
          assertThat(server(latter)).isEqualTo(CLUSTER.port(other));
          assertThat(ctl("sessions")).contains("127.0.0.2:", "node" + first, "node" + other);
          String id = sessionAt(proxy, other);
          ctl("sessions", "cut", id);
          await().atMost(LONG).until(() -> !answers(latter));
        }
        assertThat(server(former)).isEqualTo(CLUSTER.port(first));
      }
      await().atMost(LONG).until(() -> ctl("events").contains("no session was left"));

      ctl("disable", "node" + other, "-m", "disk");
      assertThat(proxy.activeNode()).isEqualTo(first);
      assertThat(ctl("status")).contains("node" + other, "disk");
      ctl("disable", "node" + first, "-m", "disk too");
      assertThat(proxy.activeNode()).as("the last that is enabled").isEqualTo(far);
      ctl("enable", "node" + first);
      ctl("enable", "node" + other);
      assertThat(proxy.activeNode()).as("nobody moves").isEqualTo(far);

      ctl("traffic", "off", "-m", "night");
      assertThatThrownBy(() -> connect(proxy, "127.0.0.2")).isInstanceOf(SQLException.class);
      ctl("traffic", "on");
      try (Connection back = connect(proxy, "127.0.0.2")) {
        assertThat(server(back)).isEqualTo(CLUSTER.port(far));
      }
      assertThat(ctl("reload")).isNotBlank();
    }
  }

  /** The node {@code far} is of another site; clients come from 127.0.0.2 alone. */
  private static ProxyConfigText config(int far) throws Exception {
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    String yaml =
        config
            .yaml()
            .replace("Proxy:\n", "Proxy:\n  AllowedSources: [127.0.0.2]\n")
            .replace("    - Name: node" + far, "    - Priority: 1\n      Name: node" + far);
    return config.with(yaml);
  }

  /** What the command prints; a failure if it does not succeed. */
  private String ctl(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("./patchbay", "ctl", "-c", directory.resolve("config.yml").toString()));
    command.addAll(List.of(words));
    return Command.run(LONG, command);
  }

  private static String sessionAt(ProxyProcess proxy, int node) {
    return proxy
        .ask("GET", "/v0/sessions?node=node" + node, new JsonObject())
        .getJsonArray("sessions")
        .getJsonObject(0)
        .getString("id");
  }

  private static Connection connect(ProxyProcess proxy, String from) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:%d/app?connectTimeout=30000&localSocketAddress=%s"
            .formatted(proxy.mysqlPort(), from),
        "app",
        "app-password");
  }

  private static int server(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@port")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static boolean answers(Connection connection) {
    try {
      return server(connection) > 0;
    } catch (SQLException e) {
      return false;
    }
  }
}
