package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlClient.End;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Network;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.FieldWriter;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with rules greets its clients itself, and sends each by its login. */
class GreetedTest {
  private static final LoginRule REPORTS = GroupsBed.user("report");

  @Test
  void loginOfNoRule_isTheListenersOwn_andOneOfARuleTheGroups() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient app = bed.connect();
        MysqlClient report = bed.connect()) {
      in(app, "app");
      in(report, "report");

      app.query("FROM APP");
      report.query("FROM REPORT");

      assertThat(bed.a.queries()).containsExactly("FROM APP");
      assertThat(bed.b.queries()).containsExactly("FROM REPORT");
      assertThat(bed.counts.of(GroupsBed.FRONT, bed.a.node().id())).isEqualTo(1);
      assertThat(bed.counts.of(GroupsBed.GROUP, bed.b.node().id())).isEqualTo(1);
    }
  }

  /** They came before the first greeting was known, and say nothing: none waits for another. */
  @Test
  void heldClientsThatStaySilent_areAllGreeted() throws Exception {
    int many = 4 * Holding.AT_ONCE;
    List<MysqlClient> clients = new ArrayList<>();
    try (GroupsBed bed =
        new GroupsBed(
            new MysqlTerms(0, 0, List.of(REPORTS)),
            MysqlTerms.DEFAULT,
            spec -> spec.with(new Hold(60_000, 1000)))) {
      bed.route(bed.front, Optional.empty());
      for (int i = 0; i < many; i++) {
        clients.add(bed.connect());
      }
      await().until(() -> bed.limit.accepting().sessions() == many);

      bed.route(bed.front, Optional.of(bed.a.node()));

      for (MysqlClient client : clients) {
        client.greeting();
      }
    } finally {
      for (MysqlClient client : clients) {
        client.close();
      }
    }
  }

  /**
   * A connection that ends before a login counts as an error, and at a hundred of them nobody comes
   * in.
   */
  @Test
  void howNodesGreet_isAskedOnceByEachLoop_forAllWhoWait() throws Exception {
    List<MysqlClient> clients = new ArrayList<>();
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      bed.a.silent();
      for (int i = 0; i < 100; i++) {
        clients.add(bed.connect());
      }
      await().until(() -> bed.limit.accepting().sessions() == 100);
      assertThat(bed.a.connections()).isLessThanOrEqualTo(2);

      bed.route(bed.front, Optional.of(bed.b.node()));

      for (MysqlClient client : clients) {
        assertThat(client.greeting()).isEqualTo("8.0.0-b");
      }
      await().until(() -> bed.a.connections() + bed.b.connections() == 0);
    } finally {
      for (MysqlClient client : clients) {
        client.close();
      }
    }
  }

  /** It may be full. */
  @Test
  void nodeThatRefuses_isAskedAgain_aFewTimesASecond() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      bed.route(bed.group, Optional.empty());
      bed.a.refusesWith(new ErrorPacket(1040, "", "Too many connections"));
      long begun = System.nanoTime();
      MysqlClient client = bed.connect();
      await().pollInterval(Duration.ofMillis(5)).until(() -> bed.failedDials.get() >= 3);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
      bed.route(bed.front, Optional.of(bed.b.node()));

      assertThat(client.greeting()).isEqualTo("8.0.0-b");
    }
  }

  /** As a load balancer's checks do. */
  @Test
  void clientsThatComeAndLeave_areNoReasonToAskARefusingNodeMoreOften() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      bed.route(bed.group, Optional.empty());
      bed.a.refusesWith(new ErrorPacket(1040, "", "Too many connections"));
      long begun = System.nanoTime();
      for (int i = 1; i <= 40; i++) {
        int failed = bed.failedDials.get();
        try (MysqlClient client = bed.connect()) {
          await()
              .pollInterval(Duration.ofMillis(2))
              .until(() -> bed.failedDials.get() > failed || bed.limit.accepting().sessions() > 0);
        }
        assertThat(bed.ended()).isEqualTo(CloseReason.CLIENT_CLOSED);
      }

      // Each of two loops at once, and then four times a second.
      long quarters = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 250;
      assertThat(bed.failedDials.get()).isLessThanOrEqualTo((int) (2 * (1 + quarters)));
    }
  }

  @Test
  void nodeThatNeverGreets_isUnreachable() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      bed.route(bed.group, Optional.empty());
      bed.a.silent();
      MysqlClient client = bed.connect();

      assertThat(client.error().message()).contains("the node did not take the connection");
      assertThat(bed.ended()).isEqualTo(CloseReason.NODE_UNREACHABLE);
    }
  }

  /** Whose login would never have gone to that node is not to suffer by it. */
  @Test
  void nodeThatNeverGreets_keepsNobodyOut_whoIsRuledToAGroup() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient report = bed.connect()) {
      bed.a.silent();

      in(report, "report");

      assertThat(bed.b.connections()).isEqualTo(1);
    }
  }

  /** One that is given up has been for nothing, and is an error of the proxy's to the server. */
  @Test
  void nodesThatTakeTheirTime_areWaitedFor() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient report = bed.connect()) {
      bed.a.greetsAfter(2000);
      bed.b.greetsAfter(2000);

      in(report, "report");

      assertThat(bed.failedDials.get()).isZero();
    }
  }

  /** Else an id of one proxy's, or of the time before a restart, would soon be a stranger's. */
  @Test
  void idsOfTwoProxies_beginElsewhere() throws Exception {
    Set<Long> firsts = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      try (GroupsBed bed = new GroupsBed(REPORTS);
          MysqlClient client = bed.connect()) {
        firsts.add(client.greetingItself().connectionId());
      }
    }

    assertThat(firsts).hasSize(3).allMatch(id -> id >> 30 == 1);
  }

  @Test
  void noNodeOfItsOwn_keepsNobodyOut_whoIsRuledToAGroup() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      bed.route(bed.front, Optional.empty());
      try (MysqlClient report = bed.connect()) {
        in(report, "report");

        assertThat(bed.b.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void firstRuleThatFits_counts() throws Exception {
    LoginRule elsewhere =
        new LoginRule(
            Optional.empty(),
            Optional.of("shop"),
            Map.of("program", "batch"),
            Network.parse("127.0.0.0/8"),
            GroupsBed.GROUP);
    try (GroupsBed bed = new GroupsBed(elsewhere, GroupsBed.user("other"))) {
      try (MysqlClient batch = bed.connect()) {
        batch.greeting();
        batch.introduce("app", "shop", Map.of("program", "batch", "os", "x"));
        assertThat(batch.read().first()).isZero();
      }
      try (MysqlClient web = bed.connect()) {
        web.greeting();
        web.introduce("app", "shop", Map.of("program", "web"));
        assertThat(web.read().first()).isZero();
      }

      assertThat(bed.b.logins())
          .extracting(l -> l.attributes().get("program"))
          .containsExactly("batch");
      await().until(() -> bed.a.logins().size() == 1);
    }
  }

  /** The proof that the client has made of the proxy's challenge goes nowhere. */
  @Test
  void node_hasTheLoginWithoutAProof_andAsksForItsOwn() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      bed.b.asksFor("s3cret");
      client.greeting();
      client.introduce("report", "shop", Map.of("program", "x"));

      assertThat(client.read().number()).isEqualTo(2);
      client.write(3, "s3cret".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.read().first()).isZero();
      client.query("SELECT 1");

      HandshakeResponse login = bed.b.logins().get(0);
      assertThat(login.user()).isEqualTo("report");
      assertThat(login.database()).isEqualTo("shop");
      assertThat(login.attributes()).containsExactly(Map.entry("program", "x"));
      assertThat(login.proof()).isEmpty();
    }
  }

  @Test
  void wrongPassword_isTheNodesOwnError() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      bed.b.asksFor("s3cret");
      client.greeting();
      client.introduce("report", "", Map.of());
      client.read();
      client.write(3, "guess".getBytes(StandardCharsets.US_ASCII));

      assertThat(client.error()).isEqualTo(new ErrorPacket(1045, "28000", "Access denied"));
      assertThat(client.end()).isEqualTo(End.ENDED);
    }
  }

  /** Of 200 at once no two have one id or one challenge, and no id is one of a node's. */
  @Test
  void greetings_areAllDifferent() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      Set<Long> ids = ConcurrentHashMap.newKeySet();
      Set<String> challenges = new TreeSet<>();
      for (int i = 0; i < 200; i++) {
        try (MysqlClient client = bed.connect()) {
          Greeting greeting = client.greetingItself();
          ids.add(greeting.connectionId());
          challenges.add(new String(greeting.challenge(), StandardCharsets.ISO_8859_1));
          assertThat(greeting.capabilities().hasAny(Capabilities.SSL | Capabilities.COMPRESS))
              .isFalse();
        }
      }
      assertThat(ids).hasSize(200).allMatch(id -> id > 0x4000_0000L && id < 0x8000_0000L);
      assertThat(challenges).hasSize(200);
    }
  }

  /** After the first one, whom a node was asked for, nobody who leaves has a node seen. */
  @Test
  void clientThatLeavesBeforeItsLogin_isNotSeenByANode() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      try (MysqlClient first = bed.connect()) {
        in(first, "report");
      }
      int before = bed.a.logins().size() + bed.b.logins().size();
      await().until(() -> bed.a.connections() + bed.b.connections() == 0);
      for (int i = 0; i < 50; i++) {
        bed.connect().close();
      }
      for (int i = 0; i < 51; i++) {
        assertThat(bed.ended()).isEqualTo(CloseReason.CLIENT_CLOSED);
      }
      assertThat(bed.a.logins().size() + bed.b.logins().size()).isEqualTo(before);
      assertThat(bed.a.connections() + bed.b.connections()).isZero();
    }
  }

  @Test
  void whatIsNoLogin_isRefused() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      for (byte[] nonsense :
          List.of(
              "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
              new byte[] {0, 0, 0, 1},
              new byte[] {1, 0, 0, 1, 7})) {
        try (MysqlClient client = bed.connect()) {
          client.greeting();
          client.raw(nonsense);

          assertThat(client.error().code()).isEqualTo(1043);
          assertThat(client.end()).isEqualTo(End.ENDED);
          assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
        }
      }
      await().until(() -> bed.front.sessionLoops().get(0).logins().taken() == 0);
    }
  }

  @Test
  void clientWithoutPlugins_hearsThatItIsTooOld() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      client.greeting();
      client.write(
          1,
          new HandshakeResponse(
                  FakeMysql.CAPABILITIES.without(Capabilities.PLUGIN_AUTH),
                  1 << 24,
                  45,
                  "app",
                  new byte[20],
                  "",
                  "",
                  Map.of())
              .payload());

      assertThat(client.error().code()).isEqualTo(1251);
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
    }
  }

  /** What every node can do is offered to every client. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        Capabilities.PROTOCOL_41,
        Capabilities.SECURE_CONNECTION,
        Capabilities.CONNECT_WITH_DB
      })
  void nodeThatCanTooLittle_isNotUsed_andSpoilsNoOthersClients(long missing) throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient report = bed.connect();
        MysqlClient app = bed.connect()) {
      bed.b.can(FakeMysql.CAPABILITIES.without(missing));
      report.greeting();
      report.introduce("report", "shop", Map.of());

      assertThat(report.error().message()).contains("b");
      assertThat(bed.ended()).isEqualTo(CloseReason.NODE_UNREACHABLE);

      in(app, "app");
      try (MysqlClient next = bed.connect()) {
        assertThat(next.greetingItself().capabilities().has(missing)).isTrue();
        next.introduce("app", "shop", Map.of());
        assertThat(next.read().first()).isZero();
      }
    }
  }

  @Test
  void noLoginInTime_isToldSo_andNoNodeHasWaited() throws Exception {
    MysqlTerms terms = new MysqlTerms(0, 1, List.of(REPORTS));
    try (GroupsBed bed = new GroupsBed(terms, MysqlTerms.DEFAULT, UnaryOperator.identity());
        MysqlClient client = bed.connect()) {
      client.greeting();

      assertThat(client.error().message()).contains("not logged in after 1 s");
      assertThat(bed.ended()).isEqualTo(CloseReason.LOGIN_TOO_LONG);
    }
  }

  @Test
  void groupWithoutANode_isRefusedAsTheAnswerToTheLogin() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      bed.route(bed.group, Optional.empty());
      client.greeting();
      client.introduce("report", "", Map.of());

      var packet = client.read();
      assertThat(packet.number()).isEqualTo(2);
      assertThat(ErrorPacket.read(new FieldReader(packet.payload())))
          .isEqualTo(new ErrorPacket(1053, "08S01", "Patchbay: there is no healthy node"));
    }
  }

  @Test
  void groupThatIsFull_saysSo_andTheListenerTakesOthers() throws Exception {
    try (GroupsBed bed =
            new GroupsBed(
                new MysqlTerms(0, 30, List.of(REPORTS)),
                new MysqlTerms(1, 30),
                UnaryOperator.identity());
        MysqlClient first = bed.connect();
        MysqlClient second = bed.connect();
        MysqlClient app = bed.connect()) {
      in(first, "report");
      second.greeting();
      second.introduce("report", "", Map.of());

      assertThat(second.error().code()).isEqualTo(1040);
      in(app, "app");
    }
  }

  @Test
  void nodesRefusal_isTheAnswerToTheLogin() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      client.greeting();
      bed.b.refusesWith(new ErrorPacket(1040, "", "Too many connections"));
      client.introduce("report", "", Map.of());

      assertThat(client.error()).isEqualTo(new ErrorPacket(1040, "08004", "Too many connections"));
      assertThat(bed.ended()).isEqualTo(CloseReason.NODE_CLOSED);
    }
  }

  /** What client and node would agree on is not what the client believes. */
  @Test
  void nodeThatCanDoLess_isNotGivenTheSession_andTheNextGreetingSaysLess() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS)) {
      bed.b.can(FakeMysql.CAPABILITIES.without(Capabilities.MULTI_RESULTS));
      try (MysqlClient client = bed.connect()) {
        client.greeting();
        client.introduce("report", "", Map.of());
        assertThat(client.error().message()).contains("b can do less than was known");
      }
      try (MysqlClient client = bed.connect()) {
        assertThat(client.greetingItself().capabilities().has(Capabilities.MULTI_RESULTS))
            .isFalse();
      }
    }
  }

  @Test
  void failoverOfTheGroup_cutsItsSessionsAlone() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient app = bed.connect();
        MysqlClient report = bed.connect()) {
      in(app, "app");
      in(report, "report");

      bed.route(bed.group, Optional.of(bed.a.node()));

      assertThat(report.end()).isEqualTo(End.ENDED);
      app.query("STILL THERE");
    }
  }

  @Test
  void failoverWhileTheNodeIsSilent_goesOnAtTheNextOne_withTheSameLogin() throws Exception {
    try (GroupsBed bed =
            new GroupsBed(
                new MysqlTerms(0, 30, List.of(REPORTS)),
                MysqlTerms.DEFAULT,
                spec -> spec.with(new Hold(20_000, 10)));
        MysqlClient client = bed.connect()) {
      client.greeting();
      bed.b.silent();
      client.introduce("report", "", Map.of());
      await().until(() -> bed.b.connections() == 1);

      bed.route(bed.group, Optional.of(bed.a.node()));

      assertThat(client.read().first()).isZero();
      client.query("HERE");
      assertThat(bed.a.queries()).containsExactly("HERE");
    }
  }

  @Test
  void cutDuringACommand_isAnError_asForAnyFollowedSession() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      in(client, "report");
      client.send("HANG");
      await().until(() -> bed.b.queries().contains("HANG"));

      bed.route(bed.group, Optional.of(bed.a.node()));

      ErrorPacket error = client.error();
      assertThat(error.sqlState()).isEqualTo("08S01");
      assertThat(error.message()).contains("the outcome of the last command is unknown");
    }
  }

  /** A driver may prove itself to the greeting's challenge, which the node does not know. */
  @Test
  void changeOfUser_hasTheNodeAskAnew() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient client = bed.connect()) {
      in(client, "report");
      client.write(
          0,
          new FieldWriter()
              .int1(Command.CHANGE_USER.code())
              .text("other")
              .int1(20)
              .bytes(new byte[20])
              .text("shop")
              .int2(45)
              .text("mysql_native_password")
              .payload());
      assertThat(client.read().first()).isZero();

      byte[] command = bed.b.changes().get(0);
      String text = new String(command, StandardCharsets.ISO_8859_1);
      assertThat(text).contains("~ysql_native_password").contains("other").contains("shop");
    }
  }

  /** Drivers end a statement whose time is over so, on a second connection. */
  @Test
  void killByTheIdThatTheProxyGave_reachesTheSessionAtItsNode() throws Exception {
    try (GroupsBed bed = new GroupsBed(REPORTS);
        MysqlClient other = bed.connect();
        MysqlClient client = bed.connect()) {
      in(other, "app");
      in(client, "report");
      String kill;
      try (MysqlClient hangs = bed.connect()) {
        kill = "KILL QUERY " + hangs.greetingItself().connectionId();
        hangs.introduce("report", "shop", Map.of());
        hangs.read();

        client.query(kill);
        // At another node the number is nobody's.
        other.query(kill);
      }
      await().until(() -> bed.groups.ids().size() == 2);
      client.query(kill);

      assertThat(bed.b.queries()).containsExactly("KILL QUERY 0000000007", kill);
      assertThat(bed.a.queries()).containsExactly(kill);
    }
  }

  private static void in(MysqlClient client, String user) throws Exception {
    client.greeting();
    client.introduce(user, "shop", Map.of());
    assertThat(client.read().first()).isZero();
  }
}
