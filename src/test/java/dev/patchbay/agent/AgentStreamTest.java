package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.EventStream;
import io.vertx.core.json.JsonObject;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent says by itself what becomes of a real MariaDB with real Galera. */
@Tag("database")
@ExtendWith(MariaDbExtension.class)
class AgentStreamTest {
  /** Beyond this it would only be the poll of somebody who asks. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private MariaDbServer database;
  private RunningAgent agent;
  private EventStream stream;

  @BeforeEach
  void follow(MariaDbServer database) throws Exception {
    this.database = database;
    agent =
        new RunningAgent(
            login(),
            new AgentConfig.Signs(Optional.of(database.statusFile()), OptionalInt.empty()));
    stream = agent.follow();
    until(AgentStreamTest::isHealthy);
  }

  @AfterEach
  void stop() throws Exception {
    stream.close();
    agent.close();
  }

  @Test
  void message_hasTheWholeStateAndANumberThatGrows_alsoWhileNothingHappens() throws Exception {
    JsonObject first = stream.next("health").data();
    JsonObject second = stream.next("health").data();

    assertThat(first.fieldNames())
        .containsExactly(
            "wsrep_local_state",
            "wsrep_local_state_comment",
            "wsrep_local_index",
            "healthy",
            "reason",
            "counter");
    assertThat(first.getInteger("wsrep_local_state")).isEqualTo(4);
    assertThat(first.getString("reason")).isEqualTo("wsrep_local_state is 4 (Synced)");
    assertThat(second.getLong("counter")).isEqualTo(first.getLong("counter") + 1);
  }

  @Test
  void whatAnOperatorSets_isSaidAtOnce() throws Exception {
    for (String variable : List.of("read_only", "wsrep_desync")) {
      database.execute("SET GLOBAL " + variable + "=1");
      try {
        JsonObject said = until(m -> !isHealthy(m));
        assertThat(said.getString("reason")).containsAnyOf("read_only is ON", "Desynced");
      } finally {
        database.execute("SET GLOBAL " + variable + "=0");
      }
      until(AgentStreamTest::isHealthy);
    }
  }

  @Test
  void nodeThatRejectsQueries_isSaid() throws Exception {
    database.execute("SET GLOBAL wsrep_reject_queries='ALL'");
    try {
      assertThat(until(m -> !isHealthy(m)).getString("reason"))
          .isEqualTo("wsrep_reject_queries is ALL");
    } finally {
      database.execute("SET GLOBAL wsrep_reject_queries='NONE'");
    }
    until(AgentStreamTest::isHealthy);
  }

  @Test
  void nodeThatLeavesThePrimaryComponent_isSaid() throws Exception {
    database.leavePrimary();
    try {
      assertThat(until(m -> !isHealthy(m)).getString("reason"))
          .isEqualTo("the server is leaving its cluster");
      until(m -> m.getString("reason").startsWith("wsrep_"));
    } finally {
      database.makePrimary();
    }
    until(AgentStreamTest::isHealthy);
  }

  /** By time alone so many looks take much longer. */
  @Test
  void noticeFromThisMachine_bringsALook() throws Exception {
    int port = FreePort.take();
    try (RunningAgent noticed =
            new RunningAgent(
                login(), new AgentConfig.Signs(Optional.empty(), OptionalInt.of(port)));
        EventStream followed = noticed.follow();
        DatagramSocket server = new DatagramSocket()) {
      assertThat(isHealthy(followed.next("health").data())).isTrue();
      stream.close();
      DatagramPacket notice =
          new DatagramPacket(new byte[] {'.'}, 1, InetAddress.getLoopbackAddress(), port);

      long end = System.nanoTime() + SOON.toNanos();
      for (int i = 0; i < 50; i++) {
        long looks = database.status("Com_show_variables");
        server.send(notice);
        await()
            .pollInterval(Duration.ofMillis(5))
            .until(() -> database.status("Com_show_variables") > looks);
      }
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  @Test
  void realServer_sendsANoticeThroughTheHelper() throws Exception {
    try (DatagramSocket agentSide =
        new DatagramSocket(database.notifyPort(), InetAddress.getLoopbackAddress())) {
      agentSide.setSoTimeout(10_000);

      database.leavePrimary();

      agentSide.receive(new DatagramPacket(new byte[1], 1));
    } finally {
      database.makePrimary();
    }
    until(AgentStreamTest::isHealthy);
  }

  @Test
  void killedServer_isSaid_andThatItIsBack() throws Exception {
    try {
      database.kill();

      // A connection that a dying server's system still took may have been reset before.
      JsonObject first = until(m -> !isHealthy(m));
      assertThat(first.getString("reason")).containsPattern("Connection re(fused|set)");
      until(m -> m.getString("reason").contains("Connection refused"));
    } finally {
      database.start();
    }
    until(AgentStreamTest::isHealthy);
  }

  /** It calls itself synced for some time yet, and then takes connections without a word. */
  @Test
  void serverThatIsEnded_isSaidAtOnce_andIsNotHealthyAgainBeforeItIsBack() throws Exception {
    try {
      database.stop();

      assertThat(until(m -> !isHealthy(m)).getString("reason"))
          .isEqualTo("the server is leaving its cluster");
      List<EventStream.Message> all = new ArrayList<>();
      stream.messages().drainTo(all);
      assertThat(all).noneMatch(m -> isHealthy(m.data()));
    } finally {
      database.start();
    }
    until(AgentStreamTest::isHealthy);
  }

  @Test
  void frozenServer_isSaidBeforeAWholeLookWouldGiveUp_andThatItGoesOn() throws Exception {
    awaitShortQuestions();
    database.freeze();
    try {
      String reason = until(m -> !isHealthy(m)).getString("reason");

      assertThat(reason).contains("did not answer within ").doesNotContain("1000 ms");
    } finally {
      database.thaw();
    }
    until(AgentStreamTest::isHealthy);
  }

  @Test
  void serverThatEndsItsConnectionsAndGreetsNobody_isSaidBeforeAWholeLookWouldGiveUp()
      throws Exception {
    try (CuttingRelay relay = new CuttingRelay(database.port());
        RunningAgent beyond = RunningAgent.of(login(relay.port()));
        EventStream followed = beyond.follow()) {
      awaitShortQuestionsOnlyOf(followed);

      relay.fallSilent();

      JsonObject said = until(followed, m -> !isHealthy(m));
      assertThat(said.getString("reason"))
          .contains("has ended, and another was not answered within ")
          .doesNotContain("1000 ms");
    }
  }

  /**
   * It may be a matter of that connection alone: the server has answered on the other one
   * meanwhile.
   */
  @Test
  void shortQuestionAloneWithoutAnswer_isNoFaultOfTheNode() throws Exception {
    try (CuttingRelay relay = new CuttingRelay(database.port());
        RunningAgent beyond = RunningAgent.of(login(relay.port()));
        EventStream followed = beyond.follow()) {
      awaitShortQuestionsOnlyOf(followed);
      long looks = database.status("Com_show_variables");

      relay.holdShortQuestions();
      // By time alone there are two looks a second; here each half of the time limit brings one.
      await().atMost(SOON).until(() -> database.status("Com_show_variables") > looks + 10);

      List<EventStream.Message> all = new ArrayList<>();
      followed.messages().drainTo(all);
      assertThat(all).isNotEmpty().allMatch(m -> isHealthy(m.data()));
    }
  }

  /** A connection that somebody kills is no verdict: the look that it brings forward decides. */
  @Test
  void killedConnection_isNoFaultOfTheNode() throws Exception {
    for (int i = 0; i < 10; i++) {
      database.execute("KILL CONNECTION USER '" + MariaDbServer.USER + "'");
      stream.next("health");
    }

    List<EventStream.Message> all = new ArrayList<>();
    stream.messages().drainTo(all);
    assertThat(all).allMatch(m -> isHealthy(m.data()));
  }

  @Test
  void withNobodyThere_theServerIsAskedNothing() throws Exception {
    await().atMost(SOON).until(() -> database.connectionsOf(MariaDbServer.USER) == 2);

    stream.close();

    await().atMost(SOON).until(() -> database.connectionsOf(MariaDbServer.USER) == 1);
  }

  /** A load balancer that asks every quarter of a minute is not to fill the server's log. */
  @Test
  void whoGoes_saysGoodbyeToTheServer() throws Exception {
    long before = database.status("Aborted_clients");

    for (int i = 0; i < 8; i++) {
      awaitShortQuestions();
      stream.close();
      await().atMost(SOON).until(() -> database.connectionsOf(MariaDbServer.USER) == 1);
      stream = agent.follow();
    }

    // One in the midst of a question goes without.
    assertThat(database.status("Aborted_clients") - before).isLessThan(4);
  }

  @Test
  void otherMethods_areRefused() {
    assertThat(agent.ask("POST", "/api/v1/stream").statusCode()).isEqualTo(405);
  }

  @Test
  void tooMany_areSentAway_andAPlaceIsFreeAgain() throws Exception {
    List<EventStream> all = new ArrayList<>();
    while (all.size() < HealthStream.MOST_FOLLOWERS - 1) {
      all.add(agent.follow());
    }
    for (EventStream one : all) {
      assertThat(isHealthy(one.next("health").data())).isTrue();
    }

    EventStream refused = agent.follow();
    assertThat(refused.response().statusCode()).isEqualTo(503);

    all.get(0).close();
    await().atMost(SOON).until(() -> agent.follow().response().statusCode() == 200);
    for (EventStream one : all) {
      one.close();
    }
  }

  /** Of the agent behind this stream, while the other one asks nothing any more. */
  private void awaitShortQuestionsOnlyOf(EventStream followed) throws Exception {
    assertThat(isHealthy(followed.next("health").data())).isTrue();
    stream.close();
    await().atMost(SOON).until(() -> database.connectionsOf(MariaDbServer.USER) == 3);
    awaitShortQuestions();
  }

  /** The agent's second connection is there, and has been answered. */
  private void awaitShortQuestions() {
    long selects = database.status("Com_select");
    await().atMost(SOON).until(() -> database.status("Com_select") > selects + 2);
  }

  private JsonObject until(Predicate<JsonObject> wanted) throws Exception {
    return until(stream, wanted);
  }

  private static JsonObject until(EventStream stream, Predicate<JsonObject> wanted)
      throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (true) {
      JsonObject next = stream.next("health").data();
      if (wanted.test(next)) {
        return next;
      }
      assertThat(System.nanoTime()).as("last message %s", next).isLessThan(end);
    }
  }

  private static boolean isHealthy(JsonObject message) {
    return message.getBoolean("healthy");
  }

  private DatabaseLogin login() {
    return login(database.port());
  }

  private static DatabaseLogin login(int port) {
    return new DatabaseLogin("127.0.0.1", port, MariaDbServer.USER, MariaDbServer.PASSWORD);
  }
}
