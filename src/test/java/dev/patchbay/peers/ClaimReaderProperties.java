package dev.patchbay.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Said;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever another proxy, or who is in its place, sends as its claims. */
class ClaimReaderProperties {
  private static final String CLAIM =
      "{\"claim\":{\"term\":3,\"operator\":false,\"priority\":0,\"rank\":1,\"node\":\"n\","
          + "\"address\":\"a:1\",\"origin\":\"p\"},\"usable\":[{\"node\":\"n\",\"address\":\"a:1\"}]}";

  private record Outcome(List<Optional<Said>> heard, boolean fault) {}

  @Provide
  Arbitrary<byte[]> streams() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                ":\n\n",
                "event: claim\n",
                "event: state\n",
                "data: ",
                "\n",
                "{}",
                "null",
                "{\"claim\":null}",
                "{\"claim\":{\"term\":1.5}}",
                CLAIM,
                CLAIM.replace("3", "99999999999999999999"),
                CLAIM.replace("\"n\"", "{}"),
                "[".repeat(3000),
                "event: claim\ndata: " + CLAIM + "\n\n",
                "x".repeat(70_000)),
            Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(20))
        .list()
        .ofMaxSize(10)
        .map(all -> String.join("", all).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 2000)
  void anyStream_isTheSameInPiecesOfAnySize(
      @ForAll("streams") byte[] stream, @ForAll @IntRange(min = 1, max = 50) int size) {
    assertThat(read(stream, size)).isEqualTo(read(stream, Math.max(1, stream.length)));
  }

  @Property(tries = 3000)
  void claimWithAnotherByte_isAClaimOrAFault(
      @ForAll @IntRange(min = 0, max = 300) int place, @ForAll byte other) {
    byte[] stream = ("event: claim\ndata: " + CLAIM + "\n\n").getBytes(StandardCharsets.US_ASCII);
    stream[place % stream.length] = other;

    assertThat(read(stream, 16).heard().size()).isLessThanOrEqualTo(1);
  }

  private static Outcome read(byte[] stream, int size) {
    List<Optional<Said>> heard = new ArrayList<>();
    ClaimReader reader = new ClaimReader(heard::add);
    try {
      for (int at = 0; at < stream.length; at += size) {
        int end = Math.min(stream.length, at + size);
        reader.read(Buffer.buffer(Arrays.copyOfRange(stream, at, end)));
      }
      return new Outcome(heard, false);
    } catch (PeerFault e) {
      assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
      return new Outcome(heard, true);
    }
  }
}
