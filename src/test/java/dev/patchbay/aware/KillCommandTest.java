package dev.patchbay.aware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KillCommandTest {
  private static final long TOLD = 0x4000_0001L;

  private static OptionalLong known(long told) {
    return told == TOLD ? OptionalLong.of(123) : OptionalLong.empty();
  }

  private static byte[] redirected(int number, byte[] payload) {
    ByteBuffer bytes = ByteBuffer.allocate(payload.length + 20);
    // Behind something else in the buffer.
    bytes.position(7).put(Frames.frame(number, payload)).flip().position(7);
    KillCommand.redirect(bytes, KillCommandTest::known);
    assertThat(bytes.position()).isEqualTo(7);
    byte[] packet = new byte[bytes.remaining()];
    bytes.get(packet);
    return packet;
  }

  private static byte[] command(int code, byte... rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(code);
    out.writeBytes(rest);
    return out.toByteArray();
  }

  private static byte[] query(String text) {
    return command(3, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "KILL QUERY 1073741825, KILL QUERY 0000000123",
    "kill 1073741825, kill 0000000123",
    "KILL CONNECTION 1073741825;, KILL CONNECTION 0000000123;",
    "KILL HARD QUERY  1073741825, KILL HARD QUERY  0000000123",
    "KILL /*!50000 QUERY */ 1073741825, KILL /*!50000 QUERY */ 0000000123",
    "'\0\1KILL QUERY 1073741825', '\0\1KILL QUERY 0000000123'",
  })
  void killByTheIdOfTheGreeting_isByTheNodesOwn(String sent, String passed) {
    assertThat(redirected(0, query(sent))).isEqualTo(Frames.frame(0, query(passed)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KILL QUERY 1073741826",
        "KILL QUERY 10737418250",
        "KILL QUERY 107374182",
        "KILL QUERY ID 1073741825",
        "KILL USER 1073741825",
        "KILLQUERY 1073741825",
        "SELECT 1073741825",
        "KILL QUERY 1073741825; SELECT 1",
        "KILL QUERY CONNECTION_ID()",
        "K",
      })
  void whatIsNoneOrOfNobody_staysAsItIs(String sent) {
    assertThat(redirected(0, query(sent))).isEqualTo(Frames.frame(0, query(sent)));
  }

  @Test
  void processKill_isByTheNodesOwn() {
    byte[] sent = command(0x0C, (byte) 1, (byte) 0, (byte) 0, (byte) 0x40);
    byte[] passed = command(0x0C, (byte) 123, (byte) 0, (byte) 0, (byte) 0);

    assertThat(redirected(0, sent)).isEqualTo(Frames.frame(0, passed));
  }

  /** It may be the text of a file, or a part of something else. */
  @Test
  void whatIsNotOneWholeCommand_staysAsItIs() {
    byte[] kill = query("KILL QUERY 1073741825");
    byte[] packet = Frames.frame(0, kill);
    ByteBuffer piece = ByteBuffer.wrap(packet.clone(), 0, packet.length - 1);
    ByteBuffer two = ByteBuffer.allocate(2 * packet.length).put(packet).put(packet).flip();

    KillCommand.redirect(piece, KillCommandTest::known);
    KillCommand.redirect(two, KillCommandTest::known);

    assertThat(piece.array()).isEqualTo(packet);
    assertThat(two.array()).startsWith(packet).endsWith(packet);
    assertThat(redirected(1, kill)).isEqualTo(Frames.frame(1, kill));
  }

  @Test
  void idThatNodesGiveAfterAThousandMillionConnections_hasNoRoomAndIsLeftAlone() {
    byte[] packet = Frames.frame(0, query("KILL QUERY 1073741825"));
    ByteBuffer bytes = ByteBuffer.wrap(packet.clone());

    KillCommand.redirect(bytes, told -> OptionalLong.of(10_000_000_000L));

    assertThat(bytes.array()).isEqualTo(packet);
  }

  @Test
  void anyBytes_areTaken() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 4) {
        bytes[0] = (byte) (bytes.length - 4);
        bytes[1] = 0;
        bytes[2] = 0;
        bytes[3] = 0;
        bytes[4] = (byte) (random.nextBoolean() ? 3 : 0x0C);
      }
      byte[] before = bytes.clone();
      KillCommand.redirect(ByteBuffer.wrap(bytes), told -> OptionalLong.empty());
      assertThat(bytes).isEqualTo(before);
    }
  }
}
