package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlClient.End;
import dev.patchbay.testing.MysqlPackets.Packet;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.wire.AuthSwitch;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.FieldWriter;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.HandshakeResponse;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener that meets nodes by TLS also for clients that have come in plain. */
class SecuredNodeTest {
  private static final String CACHING = "caching_sha2_password";
  private static final TestCertificates AUTHORITY = TestCertificates.authority();
  private static final TestCertificates.Server OWN = AUTHORITY.rsaServer("proxy");
  private static final TestCertificates.Server NODE = AUTHORITY.server("node");

  /** Nodes are told whose connection it is. */
  private static final Entrance NAMING = new Entrance(List.of(), 0, List.of(), HeaderToNode.V1);

  @Test
  void clientInPlain_isSentOnByTls_andByARuleToo() throws Exception {
    try (GroupsBed bed = bed(GroupsBed.user("report"));
        MysqlClient client = bed.connect();
        MysqlClient led = bed.connect()) {
      introduce(client, "app");
      isIn(client, 2);
      introduce(led, "report");
      isIn(led, 2);

      client.query("HERE");
      led.query("THERE");

      assertThat(bed.a.queries()).containsExactly("HERE");
      assertThat(bed.b.queries()).containsExactly("THERE");
      for (FakeMysql node : List.of(bed.a, bed.b)) {
        assertThat(node.logins()).hasSize(1);
        assertThat(node.logins().get(0).capabilities().has(Capabilities.SSL)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void password_isAskedForAndProved_inPiecesOfAnySize(boolean whole) throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", "native");
      if (!whole) {
        bed.a.dribbles();
      }
      introduce(client, "app");
      if (!whole) {
        client.dribble();
      }

      isSwitch(client.read(), "native", 2);
      client.write(3, "s3cret".getBytes());

      isIn(client, 4);
      client.query("ONE");
      client.query("TWO");
      assertThat(bed.a.queries()).containsExactly("ONE", "TWO");
    }
  }

  @Test
  void wrongPassword_isTheNodesOwnError() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", "native");
      introduce(client, "app");
      client.read();
      client.write(3, "guess".getBytes());

      isError(client.read(), 4, new ErrorPacket(1045, "28000", "Access denied"));
    }
  }

  @Test
  void passwordThatTheNodeRemembers_isEnough() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", CACHING);
      introduce(client, "app");
      isSwitch(client.read(), CACHING, 2);
      client.write(3, "s3cret".getBytes());

      assertThat(client.read()).satisfies(p -> assertThat(p.payload()).containsExactly(1, 3));
      isIn(client, 5);
      client.query("HERE");
    }
  }

  /** The node is answered, so that it counts a wrong password and no broken handshake. */
  @Test
  void passwordThatTheNodeDoesNotRemember_isRefused() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", CACHING);
      bed.a.forgets();
      introduce(client, "app");
      client.read();
      client.write(3, "s3cret".getBytes());

      Packet packet = client.read();
      assertThat(packet.number()).isEqualTo(4);
      ErrorPacket error = ErrorPacket.read(new FieldReader(packet.payload()));
      assertThat(error.code()).isEqualTo(3159);
      assertThat(error.message())
          .startsWith("Patchbay: a asks for the password in clear (caching_sha2_password)")
          .contains("log in by TLS once", "TLS.Nodes: as-client");
      assertThat(client.end()).isEqualTo(End.ENDED);
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      assertThat(bed.refusals)
          .containsExactly(
              "its node asks for the password in clear (caching_sha2_password), and it has come"
                  + " without TLS");
      isAnswered(bed.a, 6);
    }
  }

  @Test
  void clientByTls_isAskedForIt() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", CACHING);
      bed.a.forgets();
      client.greeting();
      client.secure();
      client.introduce("app", "shop", Map.of());
      isSwitch(client.read(), CACHING, 3);
      client.write(4, "s3cret".getBytes());
      assertThat(client.read().payload()).containsExactly(1, 4);
      client.write(6, "s3cret".getBytes());

      isIn(client, 7);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql_clear_password",
        "sha256_password",
        "dialog",
        "authentication_openid_connect_client"
      })
  void methodThatSendsThePasswordInClear_isRefused(String method) throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", method);
      introduce(client, "app");

      Packet packet = client.read();
      assertThat(packet.number()).isEqualTo(2);
      ErrorPacket error = ErrorPacket.read(new FieldReader(packet.payload()));
      assertThat(error.code()).isEqualTo(3159);
      assertThat(error.message()).contains(method, "have the client come by TLS");
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      isAnswered(bed.a, 4);
    }
  }

  /** What it has of the question cannot be taken back. */
  @Test
  void clientThatHasHalfOfTheQuestion_isOnlyEnded() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      CompletableFuture<Void> goesOn = new CompletableFuture<>();
      bed.a.asksFor("s3cret", "mysql_clear_password");
      bed.a.pauses(goesOn);
      introduce(client, "app");
      client.hear();
      goesOn.complete(null);

      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      assertThat(bed.refusals).hasSize(1);
      assertThat(bed.a.answers()).isEmpty();
      assertThat(client.end()).isNotEqualTo(End.OPEN);
    }
  }

  @Test
  void changeOfUser_isHeldToTheSame() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient warm = bed.connect();
        MysqlClient cold = bed.connect();
        MysqlClient clear = bed.connect()) {
      for (MysqlClient client : List.of(warm, cold, clear)) {
        introduce(client, "app");
        isIn(client, 2);
      }
      bed.a.asksFor("s3cret", CACHING);
      warm.write(0, changeUser());
      isSwitch(warm.read(), CACHING, 1);
      warm.write(2, "s3cret".getBytes());
      assertThat(warm.read().payload()).containsExactly(1, 3);
      isIn(warm, 4);
      warm.query("AS ANOTHER");

      bed.a.forgets();
      cold.write(0, changeUser());
      isSwitch(cold.read(), CACHING, 1);
      cold.write(2, "s3cret".getBytes());
      assertThat(cold.read()).satisfies(p -> assertThat(p.number()).isEqualTo(3));
      isAnswered(bed.a, 4);

      bed.a.asksFor("s3cret", "mysql_clear_password");
      clear.write(0, changeUser());
      assertThat(clear.read()).satisfies(p -> assertThat(p.number()).isEqualTo(1));
      isAnswered(bed.a, 2);
    }
  }

  /** The answer before it and the question come at once. */
  @Test
  void changeOfUserThatDoesNotWait_isHeldToTheSame() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      introduce(client, "app");
      isIn(client, 2);
      bed.a.asksFor("s3cret", "mysql_clear_password");
      client.send("LATER");
      client.write(0, changeUser());

      assertThat(client.end()).isEqualTo(End.ENDED);
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      assertThat(bed.refusals).hasSize(1);
    }
  }

  /** Its node sends no switch first, where the client has named the method itself. */
  @Test
  void changeOfUserThatNamesItsMethod_isHeldToTheSame() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      introduce(client, "app");
      isIn(client, 2);
      bed.a.says(Frames.frame(1, new byte[] {1, 4}));
      client.write(0, changeUser());

      assertThat(client.read().first()).isEqualTo(ErrorPacket.HEADER);
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      isAnswered(bed.a, 2);
    }
  }

  @Test
  void oneMoreProofInClear_isRefused() throws Exception {
    try (GroupsBed bed = bed()) {
      // Before the client comes, who is greeted with what the node can do.
      Capabilities several = FakeMysql.CAPABILITIES.with(Capabilities.MULTI_FACTOR_AUTHENTICATION);
      bed.a.can(several.with(Capabilities.SSL));
      byte[] question = new FieldWriter().int1(2).text("mysql_clear_password").payload();
      bed.a.says(Frames.frame(3, question));
      try (MysqlClient client = bed.connect()) {
        client.greeting();
        client.write(
            1,
            new HandshakeResponse(
                    several, 1 << 24, 45, "app", new byte[20], "shop", "native", Map.of())
                .payload());

        ErrorPacket error = client.error();
        assertThat(error.code()).isEqualTo(3159);
        assertThat(error.message()).contains("mysql_clear_password");
        assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      }
    }
  }

  /** Nothing but an error may come so within a login: what is behind it would not be looked at. */
  @Test
  void packetWithoutANumber_endsTheLogin() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.says(Frames.frame(0, new byte[] {1, 9}));
      introduce(client, "app");

      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      assertThat(bed.refusals).first().asString().startsWith("its login cannot be followed: ");
      assertThat(client.end()).isNotEqualTo(End.OPEN);
    }
  }

  @Test
  void clientThatIsNotToBeFollowed_isNotLetIn() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", "native");
      introduce(client, "app");
      client.read();
      client.write(9, "s3cret".getBytes());

      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      assertThat(bed.refusals).first().asString().startsWith("its login cannot be followed: ");
      assertThat(client.end()).isNotEqualTo(End.OPEN);
      assertThat(bed.a.answers()).isEmpty();
    }
  }

  @Test
  void loginThatTakesTooLong_endsWithTheClientsNumber() throws Exception {
    try (GroupsBed bed = bed(new MysqlTerms(0, 1), UnaryOperator.identity());
        MysqlClient client = bed.connect()) {
      bed.a.asksFor("s3cret", "native");
      introduce(client, "app");
      client.read();

      Packet packet = client.read();
      assertThat(packet.number()).isEqualTo(3);
      assertThat(ErrorPacket.read(new FieldReader(packet.payload())).code()).isEqualTo(1043);
      assertThat(bed.ended()).isEqualTo(CloseReason.LOGIN_TOO_LONG);
    }
  }

  @Test
  void nodeIsToldOfTheClient_andOfNobodyElse() throws Exception {
    try (GroupsBed bed = bed(new MysqlTerms(0, 30), spec -> spec.with(NAMING));
        MysqlClient client = bed.connect();
        MysqlClient liar = bed.connect()) {
      List<String> headers = new CopyOnWriteArrayList<>();
      bed.a.takesHeader(headers::add);
      bed.a.asksFor("s3cret", "native");
      introduce(client, "app");
      isSwitch(client.read(), "native", 2);
      client.write(3, "s3cret".getBytes());
      isIn(client, 4);
      client.query("HERE");
      assertThat(headers).last().asString().startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 ");

      introduce(liar, "app");
      liar.read();
      liar.raw("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n".getBytes());
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_PROXY_HEADER);
    }
  }

  @Test
  void nodeWithoutTls_isSentNothing() throws Exception {
    try (GroupsBed bed = bed();
        MysqlClient client = bed.connect()) {
      bed.a.can(FakeMysql.CAPABILITIES);
      introduce(client, "app");

      Packet packet = client.read();
      assertThat(packet.number()).isEqualTo(2);
      assertThat(ErrorPacket.read(new FieldReader(packet.payload())))
          .isEqualTo(
              new ErrorPacket(
                  1053,
                  "08S01",
                  "Patchbay: a offers no TLS, and the clients of this port are sent on by TLS only"
                      + " (TLS.Nodes: always)"));
      assertThat(bed.ended()).isEqualTo(CloseReason.NODE_UNREACHABLE);
      assertThat(bed.a.logins()).isEmpty();
    }
  }

  @Test
  void nodeOfAnotherAuthority_isNotBelieved() throws Exception {
    try (GroupsBed bed =
            bed(
                new MysqlTerms(0, 30),
                UnaryOperator.identity(),
                List.of(TestCertificates.authority().certificate()));
        MysqlClient client = bed.connect()) {
      introduce(client, "app");

      assertThat(client.error().message())
          .contains("a could not be reached by TLS", "the clients of this port");
      assertThat(bed.a.logins()).isEmpty();
    }
  }

  private static GroupsBed bed(LoginRule... rules) throws Exception {
    return bed(new MysqlTerms(0, 30, List.of(rules)), UnaryOperator.identity());
  }

  private static GroupsBed bed(MysqlTerms terms, UnaryOperator<ListenerSpec> more)
      throws Exception {
    return bed(terms, more, List.of(AUTHORITY.certificate()));
  }

  private static GroupsBed bed(
      MysqlTerms terms, UnaryOperator<ListenerSpec> more, List<X509Certificate> authorities)
      throws Exception {
    ListenerTls tls =
        new ListenerTls(
            List.of(OWN.certificate()), OWN.key(), false, true, authorities, Optional.empty());
    GroupsBed bed = new GroupsBed(terms.with(Optional.of(tls)), MysqlTerms.DEFAULT, more);
    bed.a.offersTls(NODE.context());
    bed.b.offersTls(NODE.context());
    return bed;
  }

  private static void introduce(MysqlClient client, String user) throws Exception {
    client.greeting();
    client.introduce(user, "shop", Map.of());
  }

  private static void isIn(MysqlClient client, int number) throws Exception {
    Packet ok = client.read();
    assertThat(ok.first()).isZero();
    assertThat(ok.number()).isEqualTo(number);
  }

  private static void isSwitch(Packet packet, String method, int number) throws Exception {
    assertThat(packet.number()).isEqualTo(number);
    assertThat(AuthSwitch.read(new FieldReader(packet.payload())).plugin()).isEqualTo(method);
  }

  private static void isError(Packet packet, int number, ErrorPacket error) throws Exception {
    assertThat(packet.number()).isEqualTo(number);
    assertThat(ErrorPacket.read(new FieldReader(packet.payload()))).isEqualTo(error);
  }

  /** With an empty password, as the last that the node hears. */
  private static void isAnswered(FakeMysql node, int number) {
    await()
        .untilAsserted(
            () -> {
              List<Packet> answers = new ArrayList<>(node.answers());
              assertThat(answers).isNotEmpty();
              Packet last = answers.get(answers.size() - 1);
              assertThat(last.payload()).containsExactly(0);
              assertThat(last.number()).isEqualTo(number);
            });
  }

  private static byte[] changeUser() {
    return new FieldWriter()
        .int1(Command.CHANGE_USER.code())
        .text("other")
        .int1(0)
        .text("shop")
        .int2(45)
        .text("native")
        .payload();
  }
}
