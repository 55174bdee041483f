package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent beside a real MariaDB with real Galera. */
@Tag("database")
@ExtendWith(MariaDbExtension.class)
class AgentDatabaseTest {

  private static final String SYNCED =
      "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Synced\","
          + "\"wsrep_local_index\":0,\"healthy\":true}";

  private MariaDbServer database;
  private RunningAgent agent;

  @BeforeEach
  void startAgent(MariaDbServer database) {
    this.database = database;
    agent = RunningAgent.of(tcp(MariaDbServer.PASSWORD));
  }

  @AfterEach
  void stopAgent() {
    agent.close();
  }

  @Test
  void overTcp_syncedNode_isHealthy() {
    assertThat(agent.get("/api/v1/status").body()).isEqualTo(SYNCED);
    assertThat(agent.get("/").statusCode()).isEqualTo(200);
    assertThat(agent.get("/").body()).isEqualTo("healthy: wsrep_local_state is 4 (Synced)\n");
  }

  @Test
  void overUnixSocket_syncedNode_isHealthy() {
    String path = database.socket().toString();
    DatabaseLogin login = new DatabaseLogin(path, 3306, MariaDbServer.USER, MariaDbServer.PASSWORD);
    try (RunningAgent local = RunningAgent.of(login)) {
      assertThat(local.get("/api/v1/status").body()).isEqualTo(SYNCED);
    }
  }

  @Test
  void manyLooks_useOneConnection() {
    agent.get("/");
    awaitBothConnections();
    long before = database.status("Connections");

    for (int i = 0; i < 20; i++) {
      assertThat(agent.get("/").statusCode()).isEqualTo(200);
    }

    // the test's own second look at the counter
    assertThat(database.status("Connections") - before).isEqualTo(1);
  }

  /** One is for the looks; the other, for the short question, begins with the first answer. */
  private void awaitBothConnections() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> database.connectionsOf(MariaDbServer.USER) == 2);
  }

  @Test
  void readOnly_isUnhealthyUnlessAllowed() {
    database.execute("SET GLOBAL read_only=1");
    try (RunningAgent lenient =
        new RunningAgent(tcp(MariaDbServer.PASSWORD), new HealthRules(false, true))) {
      assertThat(agent.get("/").statusCode()).isEqualTo(503);
      assertThat(agent.get("/").body()).isEqualTo("unhealthy: read_only is ON\n");
      assertThat(agent.get("/api/v1/status").body())
          .isEqualTo(SYNCED.replace("\"healthy\":true", "\"healthy\":false"));
      assertThat(lenient.get("/").statusCode()).isEqualTo(200);
    } finally {
      database.execute("SET GLOBAL read_only=0");
    }
    assertThat(agent.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void desyncedNode_isUnhealthyUnlessDonorsAreAllowed() {
    database.execute("SET GLOBAL wsrep_desync=ON");
    try (RunningAgent lenient =
        new RunningAgent(tcp(MariaDbServer.PASSWORD), new HealthRules(true, false))) {
      assertThat(agent.get("/").body())
          .isEqualTo("unhealthy: wsrep_local_state is 2 (Donor/Desynced)\n");
      assertThat(agent.get("/api/v1/status").body())
          .contains("\"wsrep_local_state\":2,", "\"Donor/Desynced\"", "\"healthy\":false");
      assertThat(lenient.get("/").statusCode()).isEqualTo(200);
      assertThat(lenient.get("/api/v1/status").body()).contains("\"healthy\":true");
    } finally {
      database.execute("SET GLOBAL wsrep_desync=OFF");
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> agent.get("/").statusCode() == 200);
  }

  @Test
  void nodeOutsideThePrimaryComponent_isUnhealthy() {
    database.leavePrimary();
    try {
      assertThat(agent.get("/").body())
          .isEqualTo(
              "unhealthy: wsrep_cluster_status is non-Primary; wsrep_ready is OFF;"
                  + " wsrep_local_state is 0 (Initialized)\n");
    } finally {
      database.makePrimary();
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> agent.get("/").statusCode() == 200);
  }

  @Test
  void nodeInNoComponent_reportsGalerasUndefinedIndex() {
    database.execute("SET GLOBAL wsrep_cluster_address=''");
    try {
      assertThat(agent.get("/").body()).contains("wsrep_cluster_status is Disconnected");
      assertThat(agent.get("/api/v1/status").body())
          .contains("\"wsrep_local_index\":18446744073709551615,", "\"healthy\":false");
    } finally {
      database.leavePrimary();
      database.makePrimary();
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> agent.get("/").statusCode() == 200);
  }

  @Test
  void wrongPassword_isUnhealthyWithTheServersMessage_withoutThePassword() {
    try (RunningAgent stranger = RunningAgent.of(tcp("not-the-password"))) {
      HttpResponse<String> answer = stranger.get("/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("Access denied for user 'galera-agent'", "1045")
          .doesNotContain("not-the-password");
      assertThat(stranger.get("/api/v1/status").body()).contains("\"healthy\":false");
    }
  }

  @Test
  void killedConnection_isReplacedWithoutAnUnhealthyAnswer() {
    for (int i = 0; i < 10; i++) {
      assertThat(agent.get("/").statusCode()).isEqualTo(200);
      // One that is killed while it logs in, in place of a killed one, is another matter.
      awaitBothConnections();
      database.execute("KILL CONNECTION USER '" + MariaDbServer.USER + "'");
      assertThat(agent.get("/").body()).startsWith("healthy");
    }
  }

  @Test
  void keptConnectionLostUnderTheQuery_isTriedOnceMore() throws Exception {
    try (CuttingRelay relay = new CuttingRelay(database.port());
        RunningAgent distant =
            RunningAgent.of(
                new DatabaseLogin(
                    "127.0.0.1", relay.port(), MariaDbServer.USER, MariaDbServer.PASSWORD))) {
      assertThat(distant.get("/").statusCode()).isEqualTo(200);
      relay.arm();

      assertThat(distant.get("/").body()).startsWith("healthy");
      // One of them is the short question's.
      assertThat(relay.accepted()).isBetween(2, 3);
    }
  }

  @Test
  void frozenServer_isUnhealthyWithinTheTimeout_andHealthyAgainAfterIt() {
    assertThat(agent.get("/").statusCode()).isEqualTo(200);
    database.freeze();
    try {
      // What was known is true for some moments more.
      await().atMost(Duration.ofSeconds(20)).until(() -> agent.get("/").statusCode() == 503);
      long start = System.nanoTime();

      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 40).mapToObj(i -> agent.later("/api/v1/status")).toList();

      assertThat(answers)
          .allSatisfy(a -> assertThat(a.join().body()).contains("\"healthy\":false"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      assertThat(agent.get("/").body()).containsPattern("did not answer within \\d+ ms");
    } finally {
      database.thaw();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> agent.get("/").statusCode() == 200);
    assertThat(agent.get("/api/v1/status").body()).isEqualTo(SYNCED);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(database.connectionsOf(MariaDbServer.USER)).isEqualTo(1));
  }

  @Test
  void killedServer_isUnhealthyAtOnce_andHealthyAgainAfterItsRestart() {
    assertThat(agent.get("/").statusCode()).isEqualTo(200);
    try {
      database.kill();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(agent.get("/").body()).contains("Connection refused"));
      assertThat(agent.get("/api/v1/status").body()).contains("\"healthy\":false");
    } finally {
      database.start();
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> agent.get("/").statusCode() == 200);
  }

  /** A load balancer's checks must not wait for a server whose cores are all busy. */
  @Test
  void whoGoesOnAsking_isAnsweredFromWhatIsKnown_notByALookForEach() {
    assertThat(agent.get("/api/v1/status").body()).isEqualTo(SYNCED);
    await().atMost(Duration.ofSeconds(20)).until(() -> selects() > 2);
    long looks = database.status("Com_show_variables");

    int answers = 0;
    while (database.status("Com_show_variables") <= looks + 2) {
      assertThat(agent.get("/api/v1/status").body()).isEqualTo(SYNCED);
      answers++;
    }

    assertThat(answers).isGreaterThan(5);
  }

  @Test
  void nobodyAsksAnyMore_theServerIsLeftInPeace() {
    agent.get("/");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(database.connectionsOf(MariaDbServer.USER)).isEqualTo(2));

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(database.connectionsOf(MariaDbServer.USER)).isEqualTo(1));
  }

  private long selects() {
    return database.status("Com_select");
  }

  private DatabaseLogin tcp(String password) {
    return new DatabaseLogin("127.0.0.1", database.port(), MariaDbServer.USER, password);
  }
}
