package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** An answer on its way may lose its end, or have any byte changed. */
class AgentAnswerProperties {

  @Provide
  Arbitrary<String> answers() {
    return Arbitraries.of(
        "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Synced\","
            + "\"wsrep_local_index\":0,\"healthy\":true}",
        "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Donor/Desynced\","
            + "\"wsrep_local_index\":18446744073709551615,\"healthy\":false}",
        "{\"healthy\":true,\"more\":[1,2,{\"healthy\":false}],\"n\":-1.5e3}",
        " {\"a\":null,\n\"healthy\":true}\n");
  }

  @Property
  void answerThatIsCutOff_isNeverHealthy(@ForAll("answers") String answer, @ForAll double share) {
    String text = answer.strip();
    int length = 1 + (int) (Math.abs(share % 1) * (text.length() - 2));

    assertThat(read(text.substring(0, length).getBytes(StandardCharsets.UTF_8), true).healthy())
        .isFalse();
  }

  @Property(tries = 5000)
  void answerWithOtherBytes_isHealthyOnlyIfTheWholeOfItSaysSo(
      @ForAll("answers") String answer,
      @ForAll @Size(min = 1, max = 4) byte[] bytes,
      @ForAll @IntRange(min = 1, max = 1000) int place,
      @ForAll boolean inserted) {
    byte[] changed =
        changed(answer.strip().getBytes(StandardCharsets.UTF_8), bytes, place, inserted);

    Verdict verdict = read(changed, true);

    assertThat(verdict.healthy() && !saysHealthy(changed)).isFalse();
  }

  /** Where a name is longer by a byte that is no text, a parser may take it for the shorter one. */
  @Example
  void nameWithAByteThatIsNoText_isNotTheNameWithout() {
    byte[] plain = "{\"healthy\":true}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] mangled = "{\"heal\u00ffthy\":true}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(read(plain, true).healthy()).isTrue();
    assertThat(read(mangled, true).healthy()).isFalse();
  }

  @Property(tries = 5000)
  void anyBytesAtAll_areReadWithoutAFault(
      @ForAll @Size(max = 200) byte[] body, @ForAll boolean whole) {
    assertThat(read(body, whole).reason()).isNotEmpty();
  }

  @Property(tries = 2000)
  void anyBytesThatBeginLikeJson_areHealthyOnlyIfTheWholeOfThemSaysSo(
      @ForAll @Size(max = 60) byte[] rest) {
    byte[] body = new byte[rest.length + 1];
    body[0] = '{';
    System.arraycopy(rest, 0, body, 1, rest.length);

    assertThat(read(body, true).healthy() && !saysHealthy(body)).isFalse();
  }

  private static Verdict read(byte[] body, boolean whole) {
    return AgentAnswer.read(200, null, Buffer.buffer(body), whole);
  }

  /** The bytes at this place, which is never the first, replaced by or moved behind others. */
  private static byte[] changed(byte[] text, byte[] bytes, int place, boolean inserted) {
    int at = 1 + place % (text.length - 1);
    int rest = Math.min(text.length, inserted ? at : at + bytes.length);
    byte[] head = Arrays.copyOf(text, at + bytes.length + text.length - rest);
    System.arraycopy(bytes, 0, head, at, bytes.length);
    System.arraycopy(text, rest, head, at + bytes.length, text.length - rest);
    return head;
  }

  private static boolean saysHealthy(byte[] body) {
    try {
      return Boolean.TRUE.equals(new JsonObject(Buffer.buffer(body)).getValue("healthy"));
    } catch (DecodeException | ClassCastException e) {
      return false;
    }
  }
}
