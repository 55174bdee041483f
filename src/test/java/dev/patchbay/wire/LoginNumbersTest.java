package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginNumbersTest {
  private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
  private static final byte[] ERROR = new ErrorPacket(1045, "28000", "Access denied").payload();
  private static final byte[] SWITCH = new AuthSwitch("native", new byte[20]).payload();
  private static final byte[] MORE = {1, 3};
  private static final byte[] LONG = new byte[300];
  private static final byte[] NOTHING = {};

  /** Of what is sent to the server nothing is read but the headers: so payloads may be anything. */
  @Test
  void numbersOfTheLogin_areOneMoreForTheServer_inPiecesOfAnySize() {
    byte[] sent = all(packet(3, LONG), packet(5, NOTHING), packet(7, OK), packet(9, ERROR));
    byte[] expected = all(packet(4, LONG), packet(6, NOTHING), packet(8, OK), packet(10, ERROR));

    for (int size = 1; size <= sent.length; size++) {
      assertThat(toServer(new LoginNumbers(), sent, size)).as("by %d", size).isEqualTo(expected);
    }
  }

  @Test
  void numbersOfTheLogin_areOneLessForTheClient_toItsEnd_inPiecesOfAnySize() {
    for (byte[] end : List.of(OK, ERROR)) {
      byte[] sent =
          all(
              packet(3, SWITCH),
              packet(5, NOTHING),
              packet(6, MORE),
              packet(7, LONG_DATA),
              packet(8, end),
              packet(1, OK),
              packet(2, SWITCH));
      byte[] expected =
          all(
              packet(2, SWITCH),
              packet(4, NOTHING),
              packet(5, MORE),
              packet(6, LONG_DATA),
              packet(7, end),
              packet(1, OK),
              packet(2, SWITCH));
      for (int size = 1; size <= sent.length; size++) {
        LoginNumbers numbers = new LoginNumbers();
        assertThat(toClient(numbers, sent, size)).as("by %d", size).isEqualTo(expected);
        assertThat(numbers.isOver()).isTrue();
      }
    }
  }

  private static final byte[] LONG_DATA = longData();

  private static byte[] longData() {
    byte[] data = new byte[300];
    data[0] = 1;
    return data;
  }

  @Test
  void commands_haveTheirOwnNumbers_onceTheServerHasSaidOk() {
    LoginNumbers numbers = new LoginNumbers();
    toServer(numbers, packet(3, SWITCH), 1);
    assertThat(numbers.isOver()).isFalse();
    // The header alone does not say what the packet is.
    toClient(numbers, Arrays.copyOf(packet(5, OK), Frames.HEADER), 1);
    assertThat(numbers.isOver()).isFalse();
    toClient(numbers, OK, 1);
    assertThat(numbers.isOver()).isTrue();

    byte[] file = all(packet(0, MORE), packet(2, LONG), packet(3, NOTHING));
    assertThat(toServer(numbers, file, file.length)).isEqualTo(file);
  }

  /** It has the number 0, as no packet of a login has. */
  @Test
  void commandThatDoesNotWaitForTheLoginsEnd_keepsItsNumber() {
    LoginNumbers numbers = new LoginNumbers();
    byte[] sent = all(packet(3, SWITCH), packet(0, MORE), packet(0, MORE));

    assertThat(toServer(numbers, sent, 1))
        .isEqualTo(all(packet(4, SWITCH), packet(0, MORE), packet(0, MORE)));
    assertThat(toClient(numbers, packet(5, OK), 1)).isEqualTo(packet(4, OK));
  }

  @Test
  void placeInTheBuffer_isKept() {
    byte[] around = all(LONG, packet(3, SWITCH), packet(3, SWITCH));
    int end = LONG.length + SWITCH.length + Frames.HEADER;
    ByteBuffer bytes = ByteBuffer.wrap(around).limit(end).position(LONG.length);

    new LoginNumbers().toServer(bytes);

    assertThat(bytes.position()).isEqualTo(LONG.length);
    assertThat(bytes.limit()).isEqualTo(end);
    assertThat(around).isEqualTo(all(LONG, packet(4, SWITCH), packet(3, SWITCH)));
  }

  private static byte[] toServer(LoginNumbers numbers, byte[] sent, int size) {
    byte[] changed = sent.clone();
    for (int at = 0; at < sent.length; at += size) {
      numbers.toServer(ByteBuffer.wrap(changed, at, Math.min(size, sent.length - at)));
    }
    return changed;
  }

  private static byte[] toClient(LoginNumbers numbers, byte[] sent, int size) {
    byte[] changed = sent.clone();
    for (int at = 0; at < sent.length; at += size) {
      numbers.toClient(ByteBuffer.wrap(changed, at, Math.min(size, sent.length - at)));
    }
    return changed;
  }

  private static byte[] packet(int number, byte[] payload) {
    return Frames.frame(number, payload);
  }

  private static byte[] all(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
