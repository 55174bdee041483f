package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketScannerTest {
  private final List<String> seen = new ArrayList<>();
  private int wanted = 3;

  private final PacketScanner scanner =
      new PacketScanner(
          new PacketScanner.Sink() {
            @Override
            public int begin(int first, int length, int sequence) {
              seen.add("begin %d %d %d".formatted(first, length, sequence));
              return wanted;
            }

            @Override
            public void head(FieldReader head) {
              seen.add("head " + java.util.HexFormat.of().formatHex(head.rest()));
            }

            @Override
            public void end(long length) {
              seen.add("end " + length);
            }
          });

  private void take(byte[] bytes, int pieces) throws ProtocolException {
    for (int at = 0; at < bytes.length; at += pieces) {
      ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(pieces, bytes.length - at));
      int position = piece.position();
      scanner.take(piece);
      assertThat(piece.position()).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 100})
  void packets_areToldInAnyPieces(int pieces) throws Exception {
    byte[] bytes =
        Frames.frame(254, List.of(new byte[] {7, 8, 9, 10}, new byte[0], new byte[] {5}));

    take(bytes, pieces);

    assertThat(seen)
        .containsExactly(
            "begin 7 4 254",
            "head 070809",
            "end 4",
            "begin -1 0 255",
            "end 0",
            "begin 5 1 0",
            "head 05",
            "end 1");
    assertThat(scanner.midPacket()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 100_000_000})
  void parts_areOnePacket(int pieces) throws Exception {
    take(Frames.frame(3, new byte[2 * Frames.LONGEST_PART]), pieces);

    assertThat(seen)
        .containsExactly("begin 0 16777215 3", "head 000000", "end " + 2L * Frames.LONGEST_PART);
  }

  @Test
  void betweenParts_isWithinAPacket() throws Exception {
    byte[] bytes = Frames.frame(3, new byte[Frames.LONGEST_PART]);

    scanner.take(ByteBuffer.wrap(bytes, 0, bytes.length - Frames.HEADER));

    assertThat(scanner.midPacket()).isTrue();
  }

  @Test
  void nothingWanted_isNoHead() throws Exception {
    wanted = 0;

    take(Frames.frame(0, new byte[9]), 2);

    assertThat(seen).containsExactly("begin 0 9 0", "end 9");
  }

  @Test
  void partsOutOfOrder_areRefused() {
    byte[] bytes = Frames.frame(3, new byte[Frames.LONGEST_PART + 1]);
    bytes[Frames.HEADER + Frames.LONGEST_PART + 3] = 3;

    assertThatThrownBy(() -> take(bytes, bytes.length)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aStoppedScanner_looksAtNothing() throws Exception {
    scanner.stop();

    take(Frames.frame(0, new byte[9]), 2);

    assertThat(seen).isEmpty();
  }
}
