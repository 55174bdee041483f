package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real drivers and servers have said to each other; {@code src/test/resources/wire/README.md}
 * says how it was recorded.
 */
class RecordedTrafficTest {
  static List<String> names() {
    return Recording.names();
  }

  /** Nobody asks for these here: what no driver sends, and what ends a server or a conversation. */
  private static final Set<Command> UNRECORDED =
      EnumSet.of(
          Command.CREATE_DB,
          Command.DROP_DB,
          Command.SHUTDOWN,
          Command.PROCESS_INFO,
          Command.PROCESS_KILL,
          Command.BINLOG_DUMP,
          Command.TABLE_DUMP,
          Command.REGISTER_REPLICA,
          Command.BINLOG_DUMP_GTID,
          Command.RESET_CONNECTION);

  @Test
  void recordings_haveEveryCommandThatDriversSend() {
    Told told = new Told();
    for (String name : names()) {
      Recording.named(name).play(new Conversation(false, told));
    }

    assertThat(EnumSet.complementOf(EnumSet.copyOf(UNRECORDED)))
        .allSatisfy(command -> assertThat(told.count("command " + command)).isPositive());
  }

  @ParameterizedTest
  @MethodSource("names")
  void recordedTraffic_isUnderstoodToItsEnd(String name) {
    Told told = new Told();
    Conversation conversation = new Conversation(false, told);

    Recording.named(name).play(conversation);

    assertThat(conversation.opaque()).isEmpty();
    assertThat(conversation.phase()).isEqualTo(Conversation.Phase.ENDED);
    assertThat(told.count("command")).isGreaterThan(1);
    long silent =
        told.count("command STMT_CLOSE")
            + told.count("command STMT_SEND_LONG_DATA")
            + told.count("command QUIT");
    assertThat(told.count("replied")).isEqualTo(told.count("command") - silent);
  }
}
