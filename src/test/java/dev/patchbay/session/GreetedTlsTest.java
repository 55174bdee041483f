package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlClient.End;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.HandshakeResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS ends at a listener that has a certificate, and begins anew to the node. */
class GreetedTlsTest {
  private static final TestCertificates AUTHORITY = TestCertificates.authority();
  private static final TestCertificates.Server OWN = AUTHORITY.rsaServer("proxy");
  private static final TestCertificates.Server NODE = AUTHORITY.server("node");

  /** A listener that offers TLS and does without, before nodes whose certificates nobody checks. */
  private static GroupsBed offeringTls() throws Exception {
    return new GroupsBed(
        terms(tls(false, List.of(), Optional.empty())),
        MysqlTerms.DEFAULT,
        UnaryOperator.identity());
  }

  @Test
  void clientByTls_isSentOnByTls_andOneInPlainInPlain() throws Exception {
    try (GroupsBed bed = bed(tls(false, List.of(), Optional.empty()));
        MysqlClient secure = bed.connect();
        MysqlClient plain = bed.connect()) {
      in(secure, "app");
      secure.query("WITHIN TLS");
      assertThat(bed.a.logins().get(bed.a.logins().size() - 1).capabilities().has(Capabilities.SSL))
          .isTrue();

      plain.greeting();
      plain.introduce("app", "shop", Map.of());
      assertThat(plain.read().number()).isEqualTo(2);
      plain.query("IN PLAIN");
      assertThat(bed.a.logins().get(bed.a.logins().size() - 1).capabilities().has(Capabilities.SSL))
          .isFalse();
      assertThat(bed.a.queries()).containsExactly("WITHIN TLS", "IN PLAIN");
    }
  }

  @Test
  void ruleAndPassword_areAsInPlain() throws Exception {
    try (GroupsBed bed = bed(tls(false, List.of(), Optional.empty()), GroupsBed.user("report"));
        MysqlClient client = bed.connect()) {
      bed.b.asksFor("s3cret");
      client.greeting();
      client.secure();
      client.introduce("report", "shop", Map.of());
      assertThat(client.read().number()).isEqualTo(3);
      client.write(4, "guess".getBytes());

      assertThat(client.error()).isEqualTo(new ErrorPacket(1045, "28000", "Access denied"));
    }
  }

  @Test
  void cutDuringACommand_isAnErrorWithinTls() throws Exception {
    try (GroupsBed bed = bed(tls(false, List.of(), Optional.empty()));
        MysqlClient client = bed.connect()) {
      in(client, "app");
      client.send("HANG");
      await().until(() -> bed.a.queries().contains("HANG"));

      bed.route(bed.front, Optional.of(bed.b.node()));

      assertThat(client.error().message()).contains("the outcome of the last command is unknown");
      assertThat(client.end()).isEqualTo(End.ENDED);
    }
  }

  @Test
  void nodeWithoutTls_isNotSentWhatCameByTls() throws Exception {
    try (GroupsBed bed = offeringTls();
        MysqlClient client = bed.connect()) {
      client.greeting();
      client.secure();
      client.introduce("app", "shop", Map.of());

      ErrorPacket error = client.error();
      assertThat(error.code()).isEqualTo(1053);
      assertThat(error.message()).startsWith("Patchbay: a offers no TLS");
      assertThat(bed.ended()).isEqualTo(CloseReason.NODE_UNREACHABLE);
      assertThat(bed.failedDials).hasValue(1);
      await().until(() -> bed.a.connections() == 0);
      assertThat(bed.a.logins()).isEmpty();
    }
  }

  @Test
  void nodeOfTheAuthorityAndName_isBelieved() throws Exception {
    try (GroupsBed bed = bed(tls(false, List.of(AUTHORITY.certificate()), Optional.of("node")));
        MysqlClient client = bed.connect()) {
      in(client, "app");
      client.query("HERE");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nodeOfAnotherAuthorityOrName_isNotBelieved(boolean authority) throws Exception {
    X509Certificate trusted =
        authority ? TestCertificates.authority().certificate() : AUTHORITY.certificate();
    Optional<String> name = authority ? Optional.empty() : Optional.of("other");
    try (GroupsBed bed = bed(tls(false, List.of(trusted), name));
        MysqlClient client = bed.connect()) {
      client.greeting();
      client.secure();
      client.introduce("app", "shop", Map.of());

      assertThat(client.error().message()).contains("a could not be reached by TLS");
      assertThat(bed.failedDials).hasValue(1);
      assertThat(bed.a.logins()).isEmpty();
    }
  }

  @Test
  void clientInPlainWhereTlsIsRequired_isToldSo() throws Exception {
    try (GroupsBed bed = bed(tls(true, List.of(), Optional.empty()));
        MysqlClient plain = bed.connect();
        MysqlClient secure = bed.connect()) {
      plain.greeting();
      plain.introduce("app", "shop", Map.of());

      ErrorPacket error = plain.error();
      assertThat(error.code()).isEqualTo(3159);
      assertThat(error.sqlState()).isEqualTo("HY000");
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      in(secure, "app");
    }
  }

  /** Somebody between client and proxy could put it there, as if the client had said it. */
  @Test
  void whatIsSentInPlainBehindTheRequestForTls_isNeverTakenForWhatComesWithin() throws Exception {
    try (GroupsBed bed = bed(tls(false, List.of(), Optional.empty()));
        MysqlClient client = bed.connect()) {
      client.greeting();
      byte[] login = login(FakeMysql.CAPABILITIES.with(Capabilities.SSL)).payload();
      byte[] request = login(FakeMysql.CAPABILITIES.with(Capabilities.SSL)).sslRequest();
      byte[] first = Frames.frame(1, request);
      byte[] second = Frames.frame(2, login);
      byte[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      client.raw(both);

      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
      assertThat(bed.a.logins()).isEmpty();
      await().until(() -> bed.front.sessionLoops().stream().allMatch(l -> l.logins().taken() == 0));
    }
  }

  @Test
  void loginInPlainThatSaysTls_isNone() throws Exception {
    try (GroupsBed bed = bed(tls(false, List.of(), Optional.empty()));
        MysqlClient client = bed.connect()) {
      client.greeting();
      client.write(1, login(FakeMysql.CAPABILITIES.with(Capabilities.SSL)).payload());

      assertThat(client.error().code()).isEqualTo(1043);
      assertThat(bed.ended()).isEqualTo(CloseReason.BAD_LOGIN);
    }
  }

  @Test
  void clientThatStallsWithinTheHandshake_hasNoMoreTimeThanForItsLogin() throws Exception {
    MysqlTerms terms =
        new MysqlTerms(0, 1).with(Optional.of(tls(false, List.of(), Optional.empty())));
    try (GroupsBed bed = new GroupsBed(terms, MysqlTerms.DEFAULT, UnaryOperator.identity());
        MysqlClient client = bed.connect()) {
      client.greeting();
      client.requestTls();
      client.raw(new byte[] {22, 3, 1, 1, 0, 1});

      assertThat(bed.ended()).isEqualTo(CloseReason.LOGIN_TOO_LONG);
      assertThat(client.end()).isNotEqualTo(End.OPEN);
    }
  }

  @Test
  void nodeThatStallsWithinTheHandshake_hasNoMoreTimeThanForItsGreeting() throws Exception {
    try (GroupsBed bed = offeringTls();
        MysqlClient client = bed.connect()) {
      // It says that it has TLS, and takes what comes for a login that never ends.
      bed.a.can(FakeMysql.CAPABILITIES.with(Capabilities.SSL));
      client.greeting();
      client.secure();
      client.introduce("app", "shop", Map.of());

      assertThat(client.error().code()).isEqualTo(1053);
      assertThat(bed.ended()).isEqualTo(CloseReason.NODE_UNREACHABLE);
    }
  }

  @Test
  void greetingWithoutACertificate_offersNoTls() throws Exception {
    try (GroupsBed bed = new GroupsBed(GroupsBed.user("report"))) {
      bed.a.offersTls(NODE.context());
      bed.b.offersTls(NODE.context());
      try (MysqlClient client = bed.connect()) {
        assertThat(client.greetingItself().capabilities().has(Capabilities.SSL)).isFalse();
      }
    }
  }

  private static HandshakeResponse login(Capabilities capabilities) {
    return new HandshakeResponse(
        capabilities, 1 << 24, 45, "app", new byte[20], "shop", "native", Map.of());
  }

  /** With two nodes that offer TLS. */
  private static GroupsBed bed(ListenerTls tls, LoginRule... rules) throws Exception {
    MysqlTerms terms = new MysqlTerms(0, 30, List.of(rules)).with(Optional.of(tls));
    GroupsBed bed = new GroupsBed(terms, MysqlTerms.DEFAULT, UnaryOperator.identity());
    bed.a.offersTls(NODE.context());
    bed.b.offersTls(NODE.context());
    return bed;
  }

  private static MysqlTerms terms(ListenerTls tls) {
    return MysqlTerms.DEFAULT.with(Optional.of(tls));
  }

  private static ListenerTls tls(
      boolean required, List<X509Certificate> authorities, Optional<String> name) {
    return new ListenerTls(List.of(OWN.certificate()), OWN.key(), required, authorities, name);
  }

  private static void in(MysqlClient client, String user) throws Exception {
    assertThat(client.greetingItself().capabilities().has(Capabilities.SSL)).isTrue();
    client.secure();
    client.introduce(user, "shop", Map.of());
    var answer = client.read();
    assertThat(answer.first()).isZero();
    assertThat(answer.number()).isEqualTo(3);
  }
}
