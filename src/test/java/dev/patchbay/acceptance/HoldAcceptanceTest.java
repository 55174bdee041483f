package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built proxy in front of a real cluster of which no node is healthy for a while. */
@Tag("acceptance")
class HoldAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int CLIENTS = 40;

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() {
    CLUSTER.up();
  }

  @Test
  void clientsThatComeInAnOutage_areServedWhenItIsOver_andOneOfThemCanBeCut() throws Exception {
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    config = config.with(config.yaml().replace("Proxy:\n", "Proxy:\n  HoldMillis: 60000\n"));
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Future<Connection>> clients = new ArrayList<>();
    try (ProxyProcess proxy = ProxyProcess.start(config, directory)) {
      await().atMost(LONG).until(() -> proxy.activeNode() >= 0);
      everyNode(Fault.READ_ONLY::inject);
      await().atMost(LONG).until(() -> proxy.activeNode() < 0);
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(() -> connect(proxy.mysqlPort())));
      }
      await().atMost(LONG).until(() -> state(proxy).getInteger("held") == CLIENTS);
      assertThat(sessions(proxy)).allMatch(s -> s.getString("state").equals("held"));

      everyNode(Fault.READ_ONLY::repair);

      List<Connection> served = new ArrayList<>();
      for (Future<Connection> client : clients) {
        served.add(client.get(LONG.toSeconds(), TimeUnit.SECONDS));
      }
      assertThat(served).allMatch(HoldAcceptanceTest::answers);
      assertThat(state(proxy).getInteger("held")).isZero();
      List<JsonObject> listed = sessions(proxy);
      assertThat(listed).hasSize(CLIENTS);
      assertThat(listed).allMatch(s -> s.getString("state").equals("relaying"));
      assertThat(listed).allMatch(s -> s.getString("client").startsWith("127.0.0.1:"));
      assertThat(listed).allMatch(s -> s.getJsonObject("bytes").getLong("toClient") > 0);

      String id = listed.get(0).getString("id");
      proxy.ask("DELETE", "/v0/sessions/" + id, new JsonObject());

      await()
          .atMost(LONG)
          .until(() -> served.stream().filter(HoldAcceptanceTest::answers).count() == CLIENTS - 1);
      System.out.printf(
          "hold: %d of %d clients that came in an outage were served after it%n",
          served.size(), CLIENTS);
      for (Connection connection : served) {
        connection.close();
      }
    } finally {
      everyNode(Fault.READ_ONLY::repair);
      threads.shutdownNow();
    }
  }

  private static void everyNode(java.util.function.BiConsumer<GaleraCluster, Integer> what) {
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      what.accept(CLUSTER, node);
    }
  }

  private static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + port + "/app?connectTimeout=90000", "app", "app-password");
  }

  private static boolean answers(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      return statement.executeQuery("SELECT 1").next();
    } catch (SQLException e) {
      return false;
    }
  }

  private static JsonObject state(ProxyProcess proxy) {
    return proxy.ask("GET", "/v0/nodes", new JsonObject());
  }

  private static List<JsonObject> sessions(ProxyProcess proxy) {
    JsonArray all =
        proxy.ask("GET", "/v0/sessions?limit=1000", new JsonObject()).getJsonArray("sessions");
    return all.stream().map(JsonObject.class::cast).toList();
  }
}
