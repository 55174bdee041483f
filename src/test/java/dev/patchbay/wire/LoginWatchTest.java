package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginWatchTest {
  private static final byte[] VERSION_1 = bytes("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n");
  private static final byte[] VERSION_2 = bytes("\r\n\r\n\0\r\nQUIT\n!");
  private static final byte[] LOGIN = packet(1, join(new byte[] {1, (byte) 0xA2}, text(60)));

  /** Says that TLS follows. */
  private static final byte[] TLS_REQUEST = packet(1, join(new byte[] {1, 0x0A}, text(30)));

  private static final byte[] TLS_RECORD = join(new byte[] {0x16, 3, 1, 2, 0, 1, 0}, new byte[505]);
  private static final byte[] ANSWER = packet(3, text(20));
  private static final byte[] QUERY = packet(0, bytes("\3select 1"));

  @Test
  void headerBeforeAnyPacketOfTheLogin_isFound_inPiecesOfAnySize() {
    for (byte[] header : List.of(VERSION_1, VERSION_2)) {
      for (byte[] sent :
          List.of(
              header,
              join(LOGIN, header),
              join(LOGIN, ANSWER, header),
              join(packet(1, new byte[0]), header),
              join(TLS_REQUEST, header),
              join(TLS_REQUEST, ANSWER, header),
              join(packet(1, new byte[] {1}), header))) {
        for (int size = 1; size <= sent.length; size++) {
          int pieces = size;
          assertThatThrownBy(() -> play(sent, pieces))
              .as("%s by %d", Arrays.toString(sent), size)
              .isInstanceOf(ProtocolException.class)
              .hasMessageContaining("PROXY header");
        }
      }
    }
  }

  /** What has passed of it by then is none. */
  @Test
  void headerThatComesByteByByte_isFoundBeforeItSaysAnything() throws Exception {
    LoginWatch first = new LoginWatch();
    LoginWatch second = new LoginWatch();
    first.take(ByteBuffer.wrap(VERSION_1, 0, 5));
    second.take(ByteBuffer.wrap(VERSION_2, 0, 11));

    assertThatThrownBy(() -> first.take(ByteBuffer.wrap(VERSION_1, 5, 1)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> second.take(ByteBuffer.wrap(VERSION_2, 11, 1)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void whatLooksLikeOneWithinAPacket_mayPass() {
    for (byte[] sent :
        List.of(
            packet(1, join(new byte[] {1, (byte) 0xA2}, VERSION_1)),
            join(LOGIN, packet(3, VERSION_2)))) {
      for (int size = 1; size <= sent.length; size++) {
        int pieces = size;
        assertThatCode(() -> assertThat(play(sent, pieces)).isFalse()).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void loginIsOver_withTheFirstCommand() throws Exception {
    for (int size = 1; size <= 100; size++) {
      assertThat(play(join(LOGIN, ANSWER), size)).isFalse();
      assertThat(play(join(LOGIN, ANSWER, QUERY, VERSION_1), size)).isTrue();
      assertThat(play(join(TLS_REQUEST, TLS_RECORD, VERSION_1), size)).isFalse();
      assertThat(play(QUERY, size)).isTrue();
    }
  }

  /** Whether the login is over then. */
  private static boolean play(byte[] sent, int size) throws ProtocolException {
    LoginWatch watch = new LoginWatch();
    for (int at = 0; at < sent.length; at += size) {
      ByteBuffer bytes = ByteBuffer.wrap(sent, at, Math.min(size, sent.length - at));
      if (watch.take(bytes)) {
        return true;
      }
      assertThat(bytes.position()).isEqualTo(at);
    }
    return false;
  }

  private static byte[] packet(int number, byte[] payload) {
    return join(new byte[] {(byte) payload.length, 0, 0, (byte) number}, payload);
  }

  private static byte[] text(int length) {
    return bytes("x".repeat(length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
