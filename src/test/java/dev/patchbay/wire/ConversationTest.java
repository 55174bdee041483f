package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of every kind, packet by packet. */
class ConversationTest {

  private static void assertIdle(Talk talk) {
    assertThat(talk.conversation.opaque()).isEmpty();
    assertThat(talk.conversation.idle()).isTrue();
    assertThat(talk.conversation.outstanding()).isZero();
    assertThat(talk.conversation.errorSequence()).isEmpty();
  }

  private static void assertBusy(Talk talk) {
    assertThat(talk.conversation.opaque()).isEmpty();
    assertThat(talk.conversation.idle()).isFalse();
  }

  @Test
  void afterTheLogin_theSessionIsIdle() {
    Talk talk = Talk.loggedIn(0);

    assertIdle(talk);
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.NONE);
    assertThat(talk.conversation.status()).hasValue(new ServerStatus(Talk.AUTOCOMMIT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void halfAPacketOfTheClient_isNoBoundary(int bytes) {
    Talk talk = Talk.loggedIn(0);
    byte[] ping = Frames.frame(0, new byte[] {(byte) Command.PING.code(), 1, 2, 3});

    talk.conversation.fromClient(ByteBuffer.wrap(ping, 0, bytes));

    assertBusy(talk);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10})
  void halfAPacketOfTheServer_isNoBoundary(int bytes) {
    Talk talk = Talk.loggedIn(0).command(Command.PING);
    byte[] ok = Frames.frame(1, OkPacket.of(new ServerStatus(2)).payload(talk.capabilities));

    talk.conversation.fromServer(ByteBuffer.wrap(ok, 0, bytes));
    assertBusy(talk);

    talk.conversation.fromServer(ByteBuffer.wrap(ok, bytes, ok.length - bytes));
    assertIdle(talk);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "INIT_DB",
        "CREATE_DB",
        "DROP_DB",
        "REFRESH",
        "PROCESS_KILL",
        "DEBUG",
        "PING",
        "REGISTER_REPLICA",
        "STMT_RESET",
        "SET_OPTION",
        "RESET_CONNECTION",
        "QUERY",
        "STMT_EXECUTE",
        "STMT_BULK_EXECUTE",
        "CHANGE_USER"
      })
  void ok_endsTheReply(Command command) {
    Talk talk = Talk.loggedIn(0).command(command);
    assertBusy(talk);
    assertThat(talk.conversation.current()).hasValue(command);
    assertThat(talk.conversation.errorSequence()).hasValue(1);

    talk.ok(1, Talk.OPEN);

    assertIdle(talk);
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.OPEN);
    assertThat(talk.told.lines).contains("replied " + command);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "QUIT",
        "STMT_CLOSE",
        "STMT_SEND_LONG_DATA",
        "BINLOG_DUMP",
        "BINLOG_DUMP_GTID",
        "TABLE_DUMP"
      })
  void anError_endsTheReply(Command command) {
    Talk talk = Talk.loggedIn(0).command(command).error(1, 1064);

    assertIdle(talk);
    assertThat(talk.conversation.transaction())
        .isEqualTo(command.runsStatements() ? Transaction.UNKNOWN : Transaction.NONE);
  }

  @Test
  void aResultSet_endsWithTheSecondEof() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY).count(1, 2).definition(2).definition(3);
    talk.end(4, Talk.AUTOCOMMIT);
    assertBusy(talk);

    // Rows that begin as OK, as a definition and as the number of columns do.
    talk.row(5, 0, 0).row(6, 3, 'd', 'e', 'f').row(7, 2).row(8, 0xFB, 0xFB);
    assertBusy(talk);
    assertThat(talk.conversation.errorSequence()).hasValue(9);

    talk.end(9, Talk.OPEN);
    assertIdle(talk);
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.OPEN);
  }

  @Test
  void aResultSetWithoutTheFirstEof_endsWithAnOk() {
    Talk talk = Talk.loggedIn(Capabilities.DEPRECATE_EOF).command(Command.QUERY);
    talk.count(1, 1).definition(2).row(3, 0, 0, 0, 2, 0, 0, 0);
    assertBusy(talk);

    talk.end(4, Talk.AUTOCOMMIT);

    assertIdle(talk);
  }

  @Test
  void anErrorAmongTheRows_endsTheReply() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY);
    talk.count(1, 1).definition(2).end(3, 2).row(4, 1, 'a').error(5, 1317);

    assertIdle(talk);
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.UNKNOWN);
  }

  @Test
  void aRowOf16MiB_isNotTheEnd() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY).count(1, 1).definition(2).end(3, 2);
    byte[] row = new byte[Frames.LONGEST_PART + 5];
    row[0] = (byte) 0xFE;

    talk.server(4, row);
    assertBusy(talk);
    assertThat(talk.conversation.errorSequence()).hasValue(6);

    talk.end(6, 2);
    assertIdle(talk);
  }

  @Test
  void aCommandOf16MiB_isOne() {
    Talk talk = Talk.loggedIn(0);
    byte[] exactly = new byte[Frames.LONGEST_PART];
    exactly[0] = (byte) Command.QUERY.code();
    byte[] framed = Frames.frame(0, exactly);

    talk.conversation.fromClient(ByteBuffer.wrap(framed, 0, framed.length - 4));
    assertBusy(talk);
    talk.conversation.fromClient(ByteBuffer.wrap(framed, framed.length - 4, 4));
    assertThat(talk.conversation.outstanding()).isEqualTo(1);
    assertThat(talk.conversation.errorSequence()).hasValue(2);

    talk.ok(2, 2);
    assertIdle(talk);
  }

  @Test
  void severalResults_areOneReply() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY);
    talk.ok(1, Talk.MORE).count(2, 1).definition(3).end(4, Talk.MORE).row(5, 1, 'a');
    talk.end(6, Talk.MORE);
    assertBusy(talk);

    talk.ok(7, Talk.AUTOCOMMIT);

    assertIdle(talk);
    assertThat(talk.told.count("replied")).isEqualTo(1);
  }

  @Test
  void aFileOfTheClient_belongsToTheReply() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY).row(1, 0xFB, 'f');
    talk.client(2, new byte[] {1, 2, 3}).client(3, new byte[Frames.LONGEST_PART]);
    assertBusy(talk);
    assertThat(talk.told.lines).contains("file QUERY");

    talk.client(5, new byte[0]).ok(6, 2);

    assertIdle(talk);
    assertThat(talk.told.count("command")).isEqualTo(1);
  }

  @Test
  void progress_isNoEnd() {
    Talk talk = Talk.loggedIn(Capabilities.MARIADB_PROGRESS).command(Command.QUERY);
    talk.error(1, ErrorPacket.PROGRESS).error(2, ErrorPacket.PROGRESS);
    assertBusy(talk);

    talk.ok(3, 2);

    assertIdle(talk);
    assertThat(talk.conversation.transaction()).isEqualTo(Transaction.NONE);
    assertThat(talk.told.lines).contains("progress QUERY");
  }

  @Test
  void pipelinedCommands_haveTheirRepliesInOrder() {
    Talk talk = Talk.loggedIn(0);
    talk.command(Command.PING).command(Command.QUERY).command(Command.STATISTICS);
    assertThat(talk.conversation.outstanding()).isEqualTo(3);

    talk.ok(1, 2).error(1, 1064).row(1, 'U', 'p');

    assertIdle(talk);
    assertThat(talk.told.lines)
        .filteredOn(line -> line.startsWith("replied"))
        .containsExactly("replied PING", "replied QUERY", "replied STATISTICS");
  }

  @Test
  void aHundredThousandLikeCommands_areTaken() {
    Talk talk = Talk.loggedIn(0);
    for (int i = 0; i < 100_000; i++) {
      talk.statement(Command.STMT_EXECUTE, 5);
    }
    assertThat(talk.conversation.outstanding()).isEqualTo(100_000);

    for (int i = 0; i < 100_000; i++) {
      talk.ok(1, 2);
    }

    assertIdle(talk);
  }

  @Test
  void fieldsOfATable_endWithEof() {
    Talk talk = Talk.loggedIn(0).command(Command.FIELD_LIST).definition(1).definition(2);
    assertBusy(talk);

    talk.end(3, 2);

    assertIdle(talk);
  }

  @Test
  void aChangeOfUser_isALoginOfItsOwn() {
    Talk talk = Talk.loggedIn(0).command(Command.CHANGE_USER);
    talk.server(1, new AuthSwitch("native", new byte[20]).payload());
    assertBusy(talk);
    talk.client(2, new byte[20]);
    assertBusy(talk);

    talk.row(3, 1, 3).ok(4, 2);

    assertIdle(talk);
    assertThat(talk.told.count("command")).isEqualTo(1);
  }
}
