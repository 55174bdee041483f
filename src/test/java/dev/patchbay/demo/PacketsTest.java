package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The frames and the fields in them, as the protocol's documentation writes them. */
class PacketsTest {

  @Test
  void aPacketOfTheLimit_isTaken_oneByteMoreIsNot() {
    PacketReader reader = new PacketReader();
    reader.feed(Packets.frame(0, List.of(Buffer.buffer(new byte[PacketReader.MAX_PAYLOAD]))));

    assertThat(reader.next()).isPresent();
    reader.feed(Buffer.buffer(new byte[] {1, 0, 0x10, 0}));

    assertThatThrownBy(reader::next)
        .isInstanceOf(ProtocolError.class)
        .hasMessageContaining("1048577");
  }

  @Test
  void anError_isWrittenAsDocumented() {
    Buffer error = Packets.error(new Answer.Failure(1096, "HY000", "No tables used"));

    assertThat(error.getBytes(0, 3)).containsExactly(0xFF, 0x48, 0x04);
    assertThat(error.getString(3, error.length())).isEqualTo("#HY000No tables used");
  }

  @Test
  void aResultSet_hasItsColumnsThenItsRows_eachEndedByEof() {
    ResultSet one = ResultSet.empty("node").plus("node-0");

    List<Buffer> payloads = one.payloads();

    assertThat(payloads).hasSize(5);
    assertThat(payloads.get(0).getBytes()).containsExactly(1);
    assertThat(payloads.get(1).toString()).startsWith("\u0003def").contains("node");
    assertThat(payloads.get(2)).isEqualTo(Packets.eof());
    assertThat(payloads.get(3).toString()).isEqualTo("\u0006node-0");
    assertThat(payloads.get(4)).isEqualTo(Packets.eof());
  }

  @Test
  void null_isWrittenAsOneByte() {
    ResultSet one =
        new ResultSet(ResultSet.empty("a").columns(), List.of(List.of(Optional.empty())));

    assertThat(one.payloads().get(3).getBytes()).containsExactly(0xFB);
  }

  @Test
  void aRowOfAnotherLength_isRefused() {
    assertThatThrownBy(() -> ResultSet.empty("a", "b").plus("one"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theGreeting_announcesNeitherTlsNorWhatIsNotSpoken() {
    Buffer greeting = Greeting.payload(7, new byte[Greeting.CHALLENGE_LENGTH]);
    int afterVersion = 1 + Greeting.VERSION.length() + 1;
    int low = greeting.getUnsignedShortLE(afterVersion + 4 + 9);
    int high = greeting.getUnsignedShortLE(afterVersion + 4 + 9 + 2 + 1 + 2);
    int flags = low | high << 16;

    int tls = 1 << 11;
    int compression = 1 << 5;
    int multiStatements = 1 << 16;
    int deprecateEof = 1 << 24;
    assertThat(flags & (tls | compression | multiStatements | deprecateEof)).isZero();
    assertThat(greeting.getByte(0)).isEqualTo((byte) 10);
    assertThat(greeting.getIntLE(afterVersion)).isEqualTo(7);
    assertThat(greeting.toString()).endsWith("mysql_native_password\0");
  }
}
