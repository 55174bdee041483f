package dev.patchbay.aware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.aware.MysqlFacts.InTransaction;
import dev.patchbay.aware.MysqlFacts.Phase;
import dev.patchbay.wire.AuthSwitch;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.FieldWriter;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.ServerStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowingTest {
  private static final ErrorPacket ERROR = new ErrorPacket(1053, "08S01", "over");

  @Test
  void login_saysWhoItIs() {
    Script script = Script.greeted(0);
    script.client(1, script.login());

    MysqlFacts facts = script.following.facts();

    assertThat(facts.phase()).isEqualTo(Phase.LOGIN);
    assertThat(facts.user()).contains("app");
    assertThat(facts.database()).contains("shop");
    assertThat(facts.transaction()).isEqualTo(InTransaction.UNKNOWN);
    assertThat(facts.atBoundary()).isFalse();
  }

  @Test
  void afterTheLogin_itIsAtABoundary() {
    MysqlFacts facts = Script.loggedIn().following.facts();

    assertThat(facts.phase()).isEqualTo(Phase.COMMANDS);
    assertThat(facts.transaction()).isEqualTo(InTransaction.NO);
    assertThat(facts.atBoundary()).isTrue();
    assertThat(facts.lost()).isEmpty();
    assertThat(facts.kept()).isEmpty();
  }

  @Test
  void commandWithoutReply_isNoBoundary() {
    Script script = Script.loggedIn().query("SELECT SLEEP(9)");

    assertThat(script.following.atBoundary()).isFalse();
    assertThat(script.following.facts().outstanding()).isEqualTo(1);
  }

  @Test
  void openTransaction_isNoBoundary_untilItsEnd() {
    Script script = Script.loggedIn().query("BEGIN").ok(1, Script.AUTOCOMMIT | Script.OPEN);

    assertThat(script.following.atBoundary()).isFalse();
    assertThat(script.following.facts().transaction()).isEqualTo(InTransaction.YES);

    script.done("COMMIT");

    assertThat(script.following.atBoundary()).isTrue();
  }

  /** The server's flag says it, with autocommit=0 too. */
  @Test
  void withoutAutocommit_itIsAtABoundary_whileTheServerSaysThatNothingIsOpen() {
    Script script = Script.loggedIn().query("SET autocommit=0").ok(1, 0);
    assertThat(script.following.atBoundary()).isTrue();

    script.query("UPDATE t SET a = 1").ok(1, Script.OPEN);
    assertThat(script.following.atBoundary()).isFalse();

    script.query("COMMIT").ok(1, 0);
    assertThat(script.following.atBoundary()).isTrue();
  }

  @Test
  void afterAnError_nothingIsKnown_untilTheNextOk() {
    Script script = Script.loggedIn().query("SELEKT").error(1);

    assertThat(script.following.atBoundary()).isFalse();
    assertThat(script.following.facts().transaction()).isEqualTo(InTransaction.UNKNOWN);

    script.done("SELECT");

    assertThat(script.following.atBoundary()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMPORARY TABLE x (a INT)",
        "SET @a = 1",
        "DO GET_LOCK('a', 1)",
        "LOCK TABLES t READ"
      })
  void keptState_isNoBoundary_untilTheConnectionIsReset(String text) {
    Script script = Script.loggedIn().done(text);
    assertThat(script.following.atBoundary()).isFalse();
    assertThat(script.following.facts().kept()).hasSize(1);

    script.command(Command.RESET_CONNECTION, new byte[0]).ok(1, Script.AUTOCOMMIT);

    assertThat(script.following.atBoundary()).isTrue();
  }

  @Test
  void unlocking_endsALock_ifItSucceeds() {
    Script script = Script.loggedIn().done("LOCK TABLES t READ");

    script.query("UNLOCK TABLES").error(1);
    assertThat(script.following.facts().kept()).containsExactly(KeptState.TABLE_LOCK);

    script.done("UNLOCK TABLES");
    assertThat(script.following.atBoundary()).isTrue();
  }

  @Test
  void stateOfAPreparedStatement_counts() {
    byte[] text = "SET @a = ?".getBytes(StandardCharsets.UTF_8);
    Script script = Script.loggedIn().command(Command.STMT_PREPARE, text);

    assertThat(script.following.facts().kept()).containsExactly(KeptState.USER_VARIABLE);
  }

  @Test
  void queryAttributes_standBeforeTheText() {
    Script none = Script.loggedIn(Capabilities.QUERY_ATTRIBUTES).query("\0\1USE other");
    none.ok(1, Script.AUTOCOMMIT);
    assertThat(none.following.facts().database()).contains("other");

    Script one =
        Script.loggedIn(Capabilities.QUERY_ATTRIBUTES).query("\1\1\0\1\3\0\1a\1LOCK TABLES t READ");
    assertThat(one.following.facts().kept()).containsExactly(KeptState.TABLE_LOCK);
  }

  @Test
  void database_isTheOneThatWasChosenLast() {
    Script script = Script.loggedIn().done("USE `first`");
    assertThat(script.following.facts().database()).contains("first");

    script.query("USE none").error(1);
    assertThat(script.following.facts().database()).contains("first");

    script.command(Command.INIT_DB, "second".getBytes(StandardCharsets.UTF_8));
    assertThat(script.following.facts().database()).contains("first");
    script.ok(1, Script.AUTOCOMMIT);
    assertThat(script.following.facts().database()).contains("second");
  }

  @Test
  void changeOfUser_isAnotherUser_onceTheServerAgrees() {
    byte[] rest =
        new FieldWriter().text("other").int1(3).bytes(new byte[3]).text("theirs").payload();
    Script script = Script.loggedIn().command(Command.CHANGE_USER, rest);
    assertThat(script.following.facts().user()).contains("app");

    script.ok(1, Script.AUTOCOMMIT);

    assertThat(script.following.facts().user()).contains("other");
    assertThat(script.following.facts().database()).contains("theirs");
  }

  @Test
  void longName_isCut() {
    String name = "u".repeat(10_000);
    Script script = Script.loggedIn().done("USE " + name);

    assertThat(script.following.facts().database().orElseThrow()).hasSize(Following.MOST_NAME);
  }

  @Test
  void errorAsReply_hasTheNumberThatIsDue() throws Exception {
    byte[] reply = Script.loggedIn().query("SELECT").following.asReply(ERROR).orElseThrow();

    assertThat(reply[3]).isEqualTo((byte) 1);
    assertThat(read(reply)).isEqualTo(ERROR);
  }

  @Test
  void errorInPlaceOfTheGreeting_hasNoState() throws Exception {
    byte[] reply = Script.fresh().following.asReply(ERROR).orElseThrow();

    assertThat(reply[3]).isZero();
    assertThat(read(reply)).isEqualTo(new ErrorPacket(1053, "", "over"));
  }

  @Test
  void errorWithinTheLogin_hasTheNextNumber() throws Exception {
    Script script = Script.greeted(0);
    assertThat(script.following.asReply(ERROR)).isEmpty();
    assertThat(script.following.asEndOfLogin(ERROR).orElseThrow()[3]).isEqualTo((byte) 1);

    script.client(1, script.login());
    byte[] reply = script.following.asReply(ERROR).orElseThrow();

    assertThat(reply[3]).isEqualTo((byte) 2);
    assertThat(read(reply)).isEqualTo(ERROR);
  }

  @Test
  void askedForMoreInTheLogin_theClientIsToldNothing() {
    Script script = Script.greeted(0);
    script.client(1, script.login());

    script.following.fromServer(
        ByteBuffer.wrap(Frames.frame(2, new AuthSwitch("dialog", new byte[4]).payload())));

    assertThat(script.following.asReply(ERROR)).isEmpty();
    assertThat(script.following.asEndOfLogin(ERROR).orElseThrow()[3]).isEqualTo((byte) 3);
  }

  @Test
  void whileTheClientSendsAFile_nothingCanBeSaid() {
    Script script = Script.loggedIn().query("LOAD DATA LOCAL INFILE 'f' INTO TABLE t");
    script.following.fromServer(ByteBuffer.wrap(Frames.frame(1, new byte[] {(byte) 0xFB, 'f'})));

    script.client(2, new byte[] {'a'});
    assertThat(script.following.asReply(ERROR)).isEmpty();

    script.client(3, new byte[0]);
    assertThat(script.following.asReply(ERROR).orElseThrow()[3]).isEqualTo((byte) 4);
  }

  @Test
  void backslashThatIsNoEscape_endsNoText() {
    String text = "DO '\\', @a := 'x'";
    Script script = Script.loggedIn().query("SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
    script.ok(1, Script.AUTOCOMMIT | ServerStatus.NO_BACKSLASH_ESCAPES);

    script.query(text);

    assertThat(script.following.facts().kept()).containsExactly(KeptState.USER_VARIABLE);
    assertThat(Script.loggedIn().query(text).following.facts().kept()).isEmpty();
  }

  @Test
  void idleSession_isToldNothing() {
    assertThat(Script.loggedIn().following.asReply(ERROR)).isEmpty();
  }

  @Test
  void withinAPacketOfTheServer_nothingCanBeSaid() {
    Script script = Script.loggedIn().query("SELECT");
    script.following.fromServer(ByteBuffer.wrap(new byte[] {1, 0}));

    assertThat(script.following.asReply(ERROR)).isEmpty();
  }

  @Test
  void ping_isKnownAlone() {
    byte[] ping = Frames.frame(0, new byte[] {(byte) Command.PING.code()});

    assertThat(Following.isPing(ByteBuffer.wrap(ping))).isTrue();
    assertThat(Following.isPing(ByteBuffer.wrap(ping, 0, 4))).isFalse();
    assertThat(Following.isPing(ByteBuffer.wrap(Arrays.copyOf(ping, 6)))).isFalse();
    assertThat(Following.isPing(ByteBuffer.wrap(Following.quit()))).isFalse();
    assertThat(Following.isPing(ByteBuffer.wrap(Frames.frame(1, new byte[] {14})))).isFalse();
  }

  @Test
  void probe_isTheLastThingAsked() {
    Script script = Script.loggedIn().command(Command.PING, new byte[0]).ok(1, Script.AUTOCOMMIT);
    assertThat(script.following.wasProbed()).isTrue();

    script.done("SELECT");
    assertThat(script.following.wasProbed()).isFalse();
  }

  @Test
  void whatIsNotUnderstood_isNotFollowed_andSaysWhy() {
    Script script = Script.loggedIn().ok(0, Script.AUTOCOMMIT);

    MysqlFacts facts = script.following.facts();

    assertThat(script.following.isFollowed()).isFalse();
    assertThat(facts.phase()).isEqualTo(Phase.NOT_FOLLOWED);
    assertThat(facts.lost()).contains("a packet has come that nothing asked for");
    assertThat(facts.user()).contains("app");
    assertThat(facts.atBoundary()).isFalse();
    assertThat(script.following.asReply(ERROR)).isEmpty();
  }

  @Test
  void tls_isNotFollowed() {
    Script script = Script.greeted(Capabilities.SSL);
    byte[] request = Arrays.copyOf(script.login(), 32);

    script.client(1, request);

    assertThat(script.following.facts().lost()).contains("client and server have turned to TLS");
  }

  /** Whoever has not logged in may keep so much of the heap in all, and no more. */
  @Test
  void logins_shareABudget_andGiveItBack() {
    LoginBudget budget = new LoginBudget(300);
    Script first = Script.greeted(0, budget);
    Script second = Script.greeted(0, budget);
    byte[] half = new byte[200];
    half[0] = (byte) 0xF0;
    half[3] = 1;

    first.following.fromClient(ByteBuffer.wrap(half));
    second.following.fromClient(ByteBuffer.wrap(half));

    assertThat(budget.taken()).isEqualTo(200);
    assertThat(first.following.isFollowed()).isTrue();
    assertThat(second.following.facts().lost()).contains("too many logins were under way");
    assertThat(second.following.facts().phase()).isEqualTo(Phase.NOT_FOLLOWED);
    assertThat(second.following.asReply(ERROR)).isEmpty();

    first.following.over();
    first.following.over();
    second.following.over();
    assertThat(budget.taken()).isZero();

    Script third = Script.greeted(0, budget);
    third.client(1, third.login());
    assertThat(budget.taken()).isPositive();
    third.ok(2, Script.AUTOCOMMIT);
    assertThat(budget.taken()).isZero();
    assertThat(third.following.atBoundary()).isTrue();
  }

  /** A long answer is not kept, and one client must not take what is there for all. */
  @Test
  void oneLogin_takesNoMoreThanItMayKeep() {
    LoginBudget budget = new LoginBudget(1_000_000);
    Script script = Script.greeted(0, budget);
    script.client(1, script.login());

    for (int i = 0; i < 30; i++) {
      byte[] part = new byte[100_000];
      if (i == 0) {
        part[0] = (byte) 0xFE;
        part[1] = (byte) 0xFF;
        part[2] = (byte) 0xFF;
        part[3] = 2;
      }
      script.following.fromClient(ByteBuffer.wrap(part));
    }

    assertThat(script.following.isFollowed()).isTrue();
    assertThat(budget.taken()).isEqualTo(HandshakeResponse.LONGEST);
    script.following.over();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void bytesOfAnyKind_neverFail() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      Script script = random.nextBoolean() ? Script.loggedIn() : Script.greeted(0);
      for (int j = 0; j < 20; j++) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        if (random.nextBoolean()) {
          script.client(random.nextInt(3), noise);
        } else {
          script.server(random.nextInt(3), noise);
        }
        MysqlFacts facts = script.following.facts();
        assertThat(facts.atBoundary() && facts.outstanding() > 0).isFalse();
      }
    }
  }

  private static ErrorPacket read(byte[] packet) throws Exception {
    return ErrorPacket.read(new FieldReader(Arrays.copyOfRange(packet, 4, packet.length)));
  }
}
