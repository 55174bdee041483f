package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAnswerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                                            | cut off",
        "{\"wsrep_local_state\":4,\"hea               | cut off",
        "{\"healthy\":true                            | cut off",
        "{\"healthy\":true,                           | cut off",
        "{\"healthy\":tru                             | JSON",
        "[{\"healthy\":true}]                         | no object",
        "[]                                           | no object",
        "[                                            | no object",
        "{}                                           | does not say healthy",
        "{\"wsrep_local_state\":4}                    | does not say healthy",
        "{\"node\":{\"healthy\":true}}                | does not say healthy",
        "{\"Healthy\":true}                           | does not say healthy",
        "{\"healthy\":true,\"healthy\":false}         | both",
        "{\"healthy\":false,\"healthy\":true}         | both",
        "{\"healthy\":true} x                         | follows",
        "{\"healthy\":true}{\"healthy\":true}         | follows",
        "{\"healthy\":true}]                          | follows",
        "{'healthy':true}                             | broken",
        "{healthy:true}                               | broken",
        "{\"healthy\":true}}                          | follows",
        "{\"n\":1e99999999999,\"healthy\":true}       | hold",
        "{\"n\":-1e-99999999999,\"healthy\":true}     | hold",
        "{\"healthy\":1e99999999999}                  | hold",
        "{\"healthy\":1}                              | neither true nor false",
        "{\"healthy\":null}                           | neither true nor false",
      })
  void whatBeginsLikeJsonAndIsNoWholeAnswer_isUnhealthyWithItsReason(String body, String reason) {
    for (String before : new String[] {"", " ", "\n\t ", "\uFEFF", " \uFEFF "}) {
      Verdict verdict = read(before + body);

      assertThat(verdict.healthy()).as(body).isFalse();
      assertThat(verdict.reason())
          .startsWith("health agent answered 200, but ")
          .containsAnyOf(reason, "broken");
    }
  }

  @Test
  void numberOfThousandDigits_isUnhealthyWithItsReason() {
    assertThat(read("{\"n\":" + "1".repeat(1001) + ",\"healthy\":true}").reason())
        .contains("number");
    assertThat(read("{\"n\":" + "1".repeat(1001) + ",\"healthy\":false}").healthy()).isFalse();
    assertThat(read("{\"n\":0." + "1".repeat(1001) + ",\"healthy\":true}").healthy()).isFalse();
  }

  @Test
  void depthBeyondMeasure_isUnhealthy() {
    String deep = "{\"a\":" + "[".repeat(1500) + "]".repeat(1500) + ",\"healthy\":true}";

    assertThat(read(deep).healthy()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"healthy\":true}",
        " \r\n{ \"healthy\" : true } \n",
        "{\"healthy\":true,\"healthy\":true}",
        "{\"more\":{\"healthy\":false,\"list\":[1,{}]},\"healthy\":true}",
        "{\"wsrep_local_index\":18446744073709551615,\"healthy\":true}",
        "{\"wsrep_local_index\":1e400,\"healthy\":true}",
      })
  void wholeObjectThatSaysHealthy_isHealthy(String body) {
    assertThat(read(body)).isEqualTo(Verdict.healthy("health agent answered 200"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "synced", "<html>{}</html>", "null", "true", "3", "\"{}\"", "\0"})
  void whatIsNoJson_isHealthy(String body) {
    assertThat(read(body)).isEqualTo(Verdict.healthy("health agent answered 200"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "x-made-up", "identity, gzip"})
  void encodingThatWasNotAskedFor_isUnhealthy(String encoding) {
    Verdict verdict = AgentAnswer.read(200, encoding, Buffer.buffer("{\"healthy\":true}"), true);

    assertThat(verdict.healthy()).isFalse();
    assertThat(verdict.reason()).contains("compressed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity ", ""})
  void encodingThatIsNone_isRead(String encoding) {
    assertThat(AgentAnswer.read(200, encoding, Buffer.buffer("{\"healthy\":true}"), true).healthy())
        .isTrue();
  }

  @Test
  void gzipThatDoesNotSaySo_isUnhealthy() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"healthy\":false}".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(AgentAnswer.read(200, null, Buffer.buffer(bytes.toByteArray()), true).healthy())
        .isFalse();
  }

  private static Verdict read(String body) {
    return AgentAnswer.read(200, null, Buffer.buffer(body), true);
  }
}
