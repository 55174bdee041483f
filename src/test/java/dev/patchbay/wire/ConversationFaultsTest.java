package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be followed, and what ends a conversation. */
class ConversationFaultsTest {

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
  void aFileAskedForAmongPipelinedCommands_isOpaque() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY).command(Command.PING).row(1, 0xFB, 'f');

    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNEXPECTED);
  }

  @Test
  void tooManyDifferentCommands_areOpaque() {
    Talk talk = Talk.loggedIn(0).command(Command.PING);
    for (int i = 0; i < Outstanding.MOST_RUNS; i++) {
      assertThat(talk.conversation.opaque()).isEmpty();
      talk.statement(Command.STMT_EXECUTE, i);
    }
    talk.command(Command.PING);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.TOO_MANY_OUTSTANDING);
  }

  @ParameterizedTest
  @EnumSource(names = {"BINLOG_DUMP", "BINLOG_DUMP_GTID", "TABLE_DUMP"})
  void aBinaryLog_isOpaque(Command command) {
    Talk talk = Talk.loggedIn(0).command(command);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.REPLICATION);
    assertThat(talk.conversation.idle()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x0B, 0x1D, 0x20, 0xFE, 0xFF})
  void anUnknownCommand_isOpaque(int code) {
    Talk talk = Talk.loggedIn(0).client(0, new byte[] {(byte) code});

    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNKNOWN_COMMAND);
    assertThat(talk.told.lines).endsWith("lost UNKNOWN_COMMAND");
  }

  @Test
  void quit_endsTheConversation() {
    Talk talk = Talk.loggedIn(0).client(0, new byte[] {1});

    assertThat(talk.conversation.phase()).isEqualTo(Conversation.Phase.ENDED);
    assertThat(talk.conversation.idle()).isFalse();
  }

  @Test
  void anErrorThatNothingAskedFor_endsTheConversation() {
    Talk talk = Talk.loggedIn(0).error(0, 4031);

    assertThat(talk.conversation.phase()).isEqualTo(Conversation.Phase.ENDED);
    assertThat(talk.told.count("refused")).isEqualTo(1);
  }

  @Test
  void anOkThatNothingAskedFor_isOpaque() {
    Talk talk = Talk.loggedIn(0).ok(1, 2);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNEXPECTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 255})
  void aReplyOutOfOrder_isOpaque(int sequence) {
    Talk talk = Talk.loggedIn(0).command(Command.PING).ok(sequence, 2);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.OUT_OF_ORDER);
  }

  @Test
  void aCommandOutOfOrder_isOpaque() {
    Talk talk = Talk.loggedIn(0).client(1, new byte[] {(byte) Command.PING.code()});

    assertThat(talk.conversation.opaque()).hasValue(Opaque.OUT_OF_ORDER);
  }

  @Test
  void partsOutOfOrder_areOpaque() {
    Talk talk = Talk.loggedIn(0);
    byte[] query = new byte[Frames.LONGEST_PART];
    query[0] = (byte) Command.QUERY.code();
    byte[] framed = Frames.frame(0, query);
    framed[framed.length - 1] = 7;

    talk.conversation.fromClient(ByteBuffer.wrap(framed));

    assertThat(talk.conversation.opaque()).hasValue(Opaque.MALFORMED);
  }

  @Test
  void anEarlyError_isTheReplyOfAPacketThatIsTooLong() {
    Talk talk = Talk.loggedIn(0);
    byte[] query = new byte[5000];
    query[0] = (byte) Command.QUERY.code();
    byte[] framed = Frames.frame(0, query);

    talk.conversation.fromClient(ByteBuffer.wrap(framed, 0, 1000));
    talk.error(2, 1153);
    assertBusy(talk);

    talk.conversation.fromClient(ByteBuffer.wrap(framed, 1000, framed.length - 1000));
    assertIdle(talk);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void anErrorThatComesWhileACommandIsSent_endsTheConversation(int bytes) {
    Talk talk = Talk.loggedIn(0);
    byte[] error = Frames.frame(0, new ErrorPacket(1927, "70100", "killed").payload());

    talk.conversation.fromServer(ByteBuffer.wrap(error, 0, bytes));
    talk.command(Command.PING);
    talk.conversation.fromServer(ByteBuffer.wrap(error, bytes, error.length - bytes));

    assertThat(talk.conversation.idle()).isFalse();
    assertThat(talk.conversation.phase()).isGreaterThan(Conversation.Phase.COMMANDS);
  }

  @Test
  void anErrorWithinTheClientsFile_isOpaque() {
    Talk talk = Talk.loggedIn(0).command(Command.QUERY).row(1, 0xFB, 'f');
    byte[] file = Frames.frame(2, new byte[100]);

    talk.conversation.fromClient(ByteBuffer.wrap(file, 0, 50));
    talk.error(3, 1205);
    talk.conversation.fromClient(ByteBuffer.wrap(file, 50, file.length - 50));

    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNEXPECTED);
  }

  @Test
  void anAnswerThatTheLoginDidNotNeed_isOpaque() {
    Talk talk = Talk.with(Talk.USUAL);
    talk.server(0, talk.greeting().payload()).client(1, talk.login().payload());
    byte[] answer = Frames.frame(2, new byte[20]);

    talk.conversation.fromClient(ByteBuffer.wrap(answer, 0, 10));
    talk.ok(3, 2);
    talk.conversation.fromClient(ByteBuffer.wrap(answer, 10, answer.length - 10));

    assertThat(talk.conversation.idle()).isFalse();
    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNEXPECTED);
  }
}
