package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private static final Session SESSION = new Session(1, "any", Optional.of("shop"));

  private final Commands commands = new Commands(new QueryAnswers("node-0", 0));

  private Answer answer(int command, byte... more) {
    return commands.answer(SESSION, Buffer.buffer(new byte[] {(byte) command}).appendBytes(more));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0E, 0x0D, 0x1F})
  void pingAndReset_areDone_andKeepTheDatabase(int command) {
    assertThat(answer(command)).isEqualTo(new Answer.Done(SESSION));
  }

  @Test
  void initDb_changesTheDatabase() {
    assertThat(answer(0x02, (byte) 'd')).isEqualTo(new Answer.Done(SESSION.withDatabase("d")));
  }

  @ParameterizedTest
  @CsvSource({"0x16,1295", "0x04,1146", "0x17,1047", "0x0C,1047", "0xFF,1047"})
  void whatIsNotSpoken_isRefused(int command, int code) {
    assertThat(answer(command))
        .isInstanceOfSatisfying(
            Answer.Failure.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  @Test
  void severalStatementsInOne_canBeSwitchedOffOnly() {
    assertThat(answer(0x1B, (byte) 1, (byte) 0)).isEqualTo(new Answer.Done(SESSION));
    assertThat(answer(0x1B, (byte) 0, (byte) 0)).isInstanceOf(Answer.Failure.class);
    assertThatThrownBy(() -> answer(0x1B)).isInstanceOf(ProtocolError.class);
  }

  @Test
  void quit_isGoodbye() {
    assertThat(answer(0x01)).isEqualTo(new Answer.Goodbye());
  }
}
