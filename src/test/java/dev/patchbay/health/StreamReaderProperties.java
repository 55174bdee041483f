package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever an agent, or who is in its place, sends as its stream. */
class StreamReaderProperties {

  /** What was heard, and the words of the fault that ended it, or an empty text. */
  private record Outcome(List<Verdict> heard, String fault) {}

  @Provide
  Arbitrary<byte[]> streams() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                ":\n\n",
                "event: health\n",
                "data: ",
                "data:",
                "\n",
                "\r\n",
                "retry: 1000\n\n",
                "{\"healthy\":true,\"counter\":",
                "{\"healthy\":false,\"reason\":\"read_only is ON\",\"counter\":",
                "{\"healthy\":[true],\"counter\":",
                "18446744073709551616",
                "1e999999999",
                "}\n\n",
                "\u0000\u0001",
                "\u00ff",
                "[".repeat(3000),
                "x".repeat(4096)),
            Arbitraries.integers().between(0, 20).map(String::valueOf),
            Arbitraries.integers().between(1, 9).map(StreamReaderProperties::message),
            Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(20));
    return piece
        .list()
        .ofMaxSize(12)
        .map(all -> String.join("", all).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String message(int counter) {
    return "event: health\ndata: {\"healthy\":%s,\"wsrep_local_index\":1,\"counter\":%d}\n\n"
        .formatted(counter % 3 != 0, counter);
  }

  /** A network cuts a stream where it likes. */
  @Property(tries = 3000)
  void anyStream_isTheSameInPiecesOfAnySize(
      @ForAll("streams") byte[] stream, @ForAll @IntRange(min = 1, max = 50) int size) {
    assertThat(read(stream, size)).isEqualTo(read(stream, Math.max(1, stream.length)));
  }

  @Property(tries = 3000)
  void anyStream_saysHealthyOnlyAsOftenAsALineDoes(@ForAll("streams") byte[] stream) {
    long heard = read(stream, 4096).heard().stream().filter(Verdict::healthy).count();

    assertThat(heard).isLessThanOrEqualTo(linesThatSayHealthy(stream));
  }

  /** A message on its way may have any byte changed. */
  @Property(tries = 3000)
  void messageWithAnotherByte_isHealthyOnlyIfTheWholeOfItSaysSo(
      @ForAll @IntRange(min = 1, max = 9) int counter,
      @ForAll @IntRange(min = 0, max = 200) int place,
      @ForAll byte other) {
    byte[] stream = message(counter).getBytes(StandardCharsets.ISO_8859_1);
    stream[place % stream.length] = other;

    List<Verdict> heard = read(stream, 7).heard();

    assertThat(heard.stream().filter(Verdict::healthy).count())
        .isLessThanOrEqualTo(linesThatSayHealthy(stream));
  }

  @Property(tries = 500)
  void streamsThatFollowOneAnother_endNoWorseThanWithAFault(@ForAll("more") List<byte[]> streams) {
    List<Verdict> heard = new ArrayList<>();
    StreamReader reader = new StreamReader(heard::add);
    for (byte[] stream : streams) {
      try {
        reader.read(Buffer.buffer(stream));
      } catch (StreamReader.Broken e) {
        assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
        return;
      }
      reader.secondPassed();
    }
    assertThat(heard).allSatisfy(verdict -> assertThat(verdict.reason()).hasLineCount(1));
  }

  @Provide
  Arbitrary<List<byte[]>> more() {
    return Combinators.combine(streams(), streams(), streams()).as((a, b, c) -> List.of(a, b, c));
  }

  private static Outcome read(byte[] stream, int size) {
    List<Verdict> heard = new ArrayList<>();
    StreamReader reader = new StreamReader(heard::add);
    try {
      for (int at = 0; at < stream.length; at += size) {
        int end = Math.min(stream.length, at + size);
        reader.read(Buffer.buffer(Arrays.copyOfRange(stream, at, end)));
      }
      return new Outcome(heard, "");
    } catch (StreamReader.Broken e) {
      return new Outcome(heard, e.getMessage());
    }
  }

  /** By another parser than the reader's own. */
  private static long linesThatSayHealthy(byte[] stream) {
    return new String(stream, StandardCharsets.ISO_8859_1)
        .lines()
        .flatMap(line -> Arrays.stream(line.split("data: ")))
        .filter(StreamReaderProperties::saysHealthy)
        .count();
  }

  private static boolean saysHealthy(String json) {
    try {
      return Boolean.TRUE.equals(new JsonObject(json).getValue("healthy"));
    } catch (DecodeException | ClassCastException e) {
      return false;
    }
  }
}
