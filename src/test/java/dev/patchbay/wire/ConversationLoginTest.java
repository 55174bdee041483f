package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the first byte to the end of the login. */
class ConversationLoginTest {

  private static Talk introduced() {
    Talk talk = Talk.with(Talk.USUAL);
    return talk.server(0, talk.greeting().payload()).client(1, talk.login().payload());
  }

  @Test
  void login_isToldAndNotIdleBeforeItsEnd() {
    Talk talk = introduced();

    assertThat(talk.conversation.phase()).isEqualTo(Conversation.Phase.LOGIN);
    assertThat(talk.conversation.idle()).isFalse();
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.UNKNOWN);
    assertThat(talk.told.lines)
        .containsExactly("greeted 10.11.6-MariaDB", "introduced " + talk.login());
  }

  @Test
  void severalMethods_areTriedInTurn() {
    Talk talk = introduced();

    talk.server(2, new AuthSwitch("caching_sha2_password", new byte[20]).payload());
    talk.client(3, new byte[32]).row(4, 1, 4).client(5, new byte[] {2}).row(6, 1, 9);
    talk.client(7, new byte[256]).server(8, new AuthSwitch("ed25519", new byte[32]).payload());
    talk.client(9, new byte[64]).ok(10, 2);

    assertThat(talk.conversation.idle()).isTrue();
    assertThat(talk.told.lines).contains("switched caching_sha2_password", "switched ed25519");
  }

  @Test
  void aPasswordThatTheServerKnows_needsNoAnswer() {
    Talk talk = introduced().row(2, 1, 3).ok(3, 2);

    assertThat(talk.conversation.idle()).isTrue();
  }

  @Test
  void aRefusedLogin_isTheEnd() {
    Talk talk = introduced().error(2, 1045);

    assertThat(talk.conversation.phase()).isEqualTo(Conversation.Phase.ENDED);
    assertThat(talk.told.count("refused ErrorPacket[code=1045")).isEqualTo(1);
  }

  @Test
  void anErrorInPlaceOfAGreeting_isTheEnd() {
    Talk talk = Talk.with(Talk.USUAL);

    talk.server(0, new ErrorPacket(1040, "", "Too many connections").payload());

    assertThat(talk.conversation.phase()).isEqualTo(Conversation.Phase.ENDED);
    assertThat(talk.told.lines)
        .containsExactly("refused " + new ErrorPacket(1040, "", "Too many connections"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "\1\0\0\0"})
  void anotherServer_isOpaque(String said) {
    Talk talk = Talk.with(Talk.USUAL);

    talk.conversation.fromServer(ByteBuffer.wrap((said + "\t").getBytes()));

    assertThat(talk.conversation.opaque()).hasValue(Opaque.NOT_MYSQL);
  }

  @Test
  void aClientThatSpeaksFirst_isOpaque() {
    Talk talk = Talk.with(Talk.USUAL);

    talk.client(0, new byte[] {3, 1});

    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNEXPECTED);
  }

  @Test
  void anOldClient_isOpaque() {
    Talk talk = Talk.with(Talk.USUAL);
    byte[] old = talk.login().payload();
    old[1] &= ~2;

    talk.server(0, talk.greeting().payload()).client(1, old);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.OLD_CLIENT);
  }

  @Test
  void aLoginThatIsTooLong_isOpaqueAtItsFirstByte() {
    Talk talk = Talk.with(Talk.USUAL);
    talk.server(0, talk.greeting().payload());

    byte[] framed = Frames.frame(1, new byte[HandshakeResponse.LONGEST + 1]);
    talk.conversation.fromClient(ByteBuffer.wrap(framed, 0, 5));

    assertThat(talk.conversation.opaque()).hasValue(Opaque.LOGIN_TOO_LONG);
  }

  @Test
  void tls_isOpaque() {
    Talk talk = Talk.with(Talk.USUAL | Capabilities.SSL);

    talk.server(0, talk.greeting().payload()).client(1, talk.login().sslRequest());

    assertThat(talk.conversation.opaque()).hasValue(Opaque.ENCRYPTED);
  }

  @Test
  void tlsThatEndsHere_isFollowed() {
    Talk talk = Talk.withTls(Talk.USUAL | Capabilities.SSL);

    talk.server(0, talk.greeting().payload()).client(1, talk.login().sslRequest());
    talk.client(2, talk.login().payload()).ok(3, 2);

    assertThat(talk.conversation.idle()).isTrue();
    assertThat(talk.told.lines).contains("tls", "introduced " + talk.login());
  }

  @ParameterizedTest
  @ValueSource(longs = {Capabilities.COMPRESS, Capabilities.ZSTD_COMPRESSION})
  void compression_isOpaque(long capability) {
    Talk talk = Talk.loggedIn(capability);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.COMPRESSED);
  }

  @Test
  void compressionThatOnlyTheServerHas_isNone() {
    Talk talk = Talk.with(Talk.USUAL);
    Greeting plain = talk.greeting();
    Greeting both =
        new Greeting(
            plain.version(),
            1,
            plain.challenge(),
            plain.capabilities().with(Capabilities.COMPRESS),
            45,
            plain.status(),
            "native");

    talk.server(0, both.payload()).client(1, talk.login().payload()).ok(2, 2);

    assertThat(talk.conversation.idle()).isTrue();
  }

  @Test
  void resultsWithoutDefinitionsAsInMySql_areOpaque() {
    Talk talk = Talk.loggedIn(Capabilities.OPTIONAL_RESULTSET_METADATA);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.OPTIONAL_METADATA);
  }

  @Test
  void aCommandBeforeTheEndOfTheLogin_isOpaque() {
    Talk talk = introduced().command(Command.PING);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.OUT_OF_ORDER);
  }

  @Test
  void whatIsTrackedAtTheLogin_isKnown() {
    Talk talk = Talk.with(Talk.USUAL | Capabilities.SESSION_TRACK);
    SessionTrack track =
        new SessionTrack(
            java.util.List.of(
                new SessionTrack.Change(SessionTrack.Kind.SYSTEM_VARIABLE, "autocommit", "ON"),
                new SessionTrack.Change(SessionTrack.Kind.GTIDS, "", "0-1-2"),
                new SessionTrack.Change(SessionTrack.Kind.TRANSACTION_STATE, "", "T____W_L")),
            true);
    OkPacket ok = new OkPacket(1, 2, new ServerStatus(0x4003), 0, track);

    talk.server(0, talk.greeting().payload()).client(1, talk.login().payload());
    talk.server(2, ok.payload(talk.capabilities));

    assertThat(talk.told.lines).contains("in " + ok);
    assertThat(talk.conversation.trackedTransaction()).hasValue("T____W_L");
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.OPEN);
  }
}
