package dev.patchbay.telemetry.logging;

import static dev.patchbay.telemetry.logging.Events.event;
import static dev.patchbay.telemetry.logging.Events.pair;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.patchbay.telemetry.logging.LogOptions.TimeFormat;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagerEncoderTest {

  @Test
  void unixEpochToTheLetter() {
    LoggingEvent event = event(Level.INFO, "active-monitor", "New active backend");
    event.setInstant(Instant.ofEpochSecond(1795250465L, 187234163));
    event.addKeyValuePair(pair("backend", Map.of("name", "db/0")));

    assertThat(lager(event))
        .isEqualTo(
            "{\"timestamp\":\"1795250465.187234163\",\"source\":\"patchbay\","
                + "\"message\":\"patchbay.active-monitor.New active backend\",\"log_level\":1,"
                + "\"data\":{\"backend\":{\"name\":\"db/0\"},\"session\":\"1\"}}\n");
  }

  @Test
  void unixEpochKeepsLeadingZeros() {
    LoggingEvent event = event(Level.INFO, "status", "Status update");
    event.setInstant(Instant.ofEpochSecond(1795250465L, 42));

    assertThat(lager(event)).startsWith("{\"timestamp\":\"1795250465.000000042\",");
  }

  @Test
  void rfc3339ToTheLetter() {
    LoggingEvent event = event(Level.ERROR, "active-bridge-runner", "No active backend");

    assertThat(lager(TimeFormat.RFC3339, Redactor.NONE, event))
        .isEqualTo(
            "{\"timestamp\":\"2026-11-21T09:03:14.322211772Z\",\"level\":\"error\","
                + "\"source\":\"patchbay\","
                + "\"message\":\"patchbay.active-bridge-runner.No active backend\",\"data\":{\"session\":\"2\"}}\n");
  }

  @Test
  void rfc3339OnAWholeSecond_stillHasNineDigits() {
    LoggingEvent event = event(Level.INFO, "status", "Status update");
    event.setInstant(Instant.parse("2026-11-21T09:03:14Z"));

    assertThat(lager(TimeFormat.RFC3339, Redactor.NONE, event))
        .startsWith("{\"timestamp\":\"2026-11-21T09:03:14.000000000Z\",");
  }

  @Test
  void programsOwnLogger_hasNoSession() {
    assertThat(lager(event(Level.INFO, "patchbay", "Proxy started")))
        .contains("\"message\":\"patchbay.Proxy started\"")
        .endsWith("\"data\":{}}\n");
  }

  @Test
  void name_isSourceAndBeginsEachMessage() {
    LoggingEvent event = event(Level.INFO, "active-monitor", "New active backend");

    byte[] line = new LagerEncoder("proxy", TimeFormat.UNIX_EPOCH, Redactor.NONE).encode(event);

    assertThat(new String(line, StandardCharsets.UTF_8))
        .contains("\"source\":\"proxy\",\"message\":\"proxy.active-monitor.New active backend\"");
  }

  @ParameterizedTest
  @CsvSource({"TRACE,0,debug", "DEBUG,0,debug", "INFO,1,info", "WARN,1,info", "ERROR,2,error"})
  void levels(String level, int number, String word) {
    LoggingEvent event = event(Level.toLevel(level), "agent", "x");

    assertThat(lager(event)).contains("\"log_level\":" + number + ",");
    assertThat(lager(TimeFormat.RFC3339, Redactor.NONE, event))
        .contains("\"level\":\"" + word + "\",");
  }

  @Test
  void fatalMarker_raisesTheLevel() {
    LoggingEvent event = event(Level.ERROR, "patchbay", "Cannot start");
    event.addMarker(Logs.FATAL);

    assertThat(lager(event)).contains("\"log_level\":3,");
  }

  @Test
  void dataOfEveryKind_inOrder() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("z", 1);
    nested.put("a", null);
    LoggingEvent event =
        event(
            Level.INFO,
            "api",
            "x",
            pair("text", "a\"b\\c"),
            pair("int", 7),
            pair("long", Long.MAX_VALUE),
            pair("double", 1.5),
            pair("nan", Double.NaN),
            pair("yes", true),
            pair("none", null),
            pair("list", Arrays.asList("p", null, 2)),
            pair("map", nested),
            pair("other", Instant.EPOCH));

    assertThat(lager(event))
        .endsWith(
            "\"data\":{\"text\":\"a\\\"b\\\\c\",\"int\":7,\"long\":9223372036854775807,"
                + "\"double\":1.5,\"nan\":\"NaN\",\"yes\":true,\"none\":null,"
                + "\"list\":[\"p\",null,2],\"map\":{\"z\":1,\"a\":null},"
                + "\"other\":\"1970-01-01T00:00:00Z\"}}\n");
  }

  @Test
  void hostileText_staysOneLineOfValidJson() {
    String hostile = "a\nb\r\u0000\u001b[31m\u2028 \ud83d\ude00 half:\ud83d end";
    LoggingEvent event = event(Level.INFO, "api", hostile, pair("message", hostile));

    byte[] bytes = encoder(TimeFormat.UNIX_EPOCH, Redactor.NONE).encode(event);

    String line = new String(bytes, StandardCharsets.UTF_8);
    assertThat(line.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(line.chars().filter(c -> c < 0x20 && c != '\n')).isEmpty();
    assertThat(new JsonObject(line).getJsonObject("data").getString("message"))
        .isEqualTo(hostile.replace("half:\ud83d", "half:?"));
  }

  @Test
  void dataThatHoldsItself_ends() {
    Map<String, Object> loop = new LinkedHashMap<>();
    loop.put("self", loop);

    String line = lager(event(Level.INFO, "api", "x", pair("loop", loop)));

    assertThat(new JsonObject(line).getJsonObject("data").containsKey("loop")).isTrue();
  }

  @Test
  void exception_isDataErrorAndTraceAtErrorOnly() {
    Exception failure = new IllegalStateException("no route");

    JsonObject atInfo = data(event(Level.INFO, failure));
    JsonObject atError = data(event(Level.ERROR, failure));

    assertThat(atInfo.fieldNames()).containsExactly("error");
    assertThat(atError.getString("error")).isEqualTo("no route");
    assertThat(atError.getString("trace"))
        .startsWith("java.lang.IllegalStateException: no route")
        .contains("LagerEncoderTest");
  }

  @Test
  void exceptionWithoutMessage_isNamedByItsClass() {
    assertThat(data(event(Level.INFO, new NullPointerException())).getString("error"))
        .isEqualTo("java.lang.NullPointerException");
  }

  @Test
  void secretKeys_areHiddenAtAnyDepth() {
    LoggingEvent event =
        event(
            Level.INFO,
            "api",
            "x",
            pair("user", "admin"),
            pair("API_Password", "hunter2"),
            pair("pwd", 7),
            pair("headers", Map.of("Authorization", List.of("Basic aHVudGVyMg=="))));

    String line = lager(TimeFormat.UNIX_EPOCH, Redactor.of(true, List.of()), event);

    assertThat(line)
        .endsWith(
            "\"data\":{\"user\":\"admin\",\"API_Password\":\"*REDACTED*\",\"pwd\":\"*REDACTED*\","
                + "\"headers\":{\"Authorization\":\"*REDACTED*\"}}}\n");
  }

  @Test
  void patterns_hideWholeTexts_everywhere() {
    LoggingEvent event =
        event(
            Level.INFO,
            "api",
            "card 4111-1111",
            pair("a", "my card is 4111-1111, thanks"),
            pair("b", List.of("4111-1111", "fine")));
    event.setThrowableProxy(
        new ch.qos.logback.classic.spi.ThrowableProxy(new Exception("bad 4111-1111")));

    String line = lager(TimeFormat.UNIX_EPOCH, Redactor.of(false, List.of("\\d{4}-\\d{4}")), event);

    assertThat(line)
        .doesNotContain("4111")
        .contains("\"message\":\"patchbay.api.*REDACTED*\"")
        .endsWith(
            "\"data\":{\"a\":\"*REDACTED*\",\"b\":[\"*REDACTED*\",\"fine\"],"
                + "\"error\":\"*REDACTED*\"}}\n");
  }

  private static JsonObject data(ILoggingEvent event) {
    return new JsonObject(lager(event)).getJsonObject("data");
  }

  private static String lager(ILoggingEvent event) {
    return lager(TimeFormat.UNIX_EPOCH, Redactor.NONE, event);
  }

  private static String lager(TimeFormat format, Redactor redactor, ILoggingEvent event) {
    return new String(encoder(format, redactor).encode(event), StandardCharsets.UTF_8);
  }

  private static LagerEncoder encoder(TimeFormat format, Redactor redactor) {
    return new LagerEncoder("patchbay", format, redactor);
  }
}
