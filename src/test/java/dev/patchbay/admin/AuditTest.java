package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.patchbay.config.Login;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The line in the log for each action of an operator. */
class AuditTest {
  private final WebSide web = new WebSide();
  private final Logger logger = (Logger) LoggerFactory.getLogger("api");
  private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          all.add(event);
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() throws Exception {
    logger.detachAppender(appender);
    web.close();
  }

  private List<Map<String, String>> lines(String message) {
    return all.stream()
        .filter(event -> event.getMessage().startsWith(message))
        .map(
            event -> {
              Map<String, String> data = new TreeMap<>();
              event.getKeyValuePairs().forEach(p -> data.put(p.key, String.valueOf(p.value)));
              return data;
            })
        .toList();
  }

  private Map<String, String> line() {
    await().until(() -> lines("Operator action").size() == 1);
    return lines("Operator action").get(0);
  }

  @Test
  void action_hasWhoFromWhereWhatAndOutcome() throws Exception {
    web.api();

    web.raw(
        "PATCH /v0/cluster?trafficEnabled=false&message=upgrade HTTP/1.1",
        "Host: x",
        "X-Forwarded-For: 192.0.2.7, 10.0.0.1",
        "Authorization: " + WebSide.RIGHT);

    assertThat(line())
        .containsOnly(
            Map.entry("user", "proxy"),
            Map.entry("remote", "127.0.0.1"),
            Map.entry("forwarded_for", "192.0.2.7, 10.0.0.1"),
            Map.entry("request", "PATCH /v0/cluster"),
            Map.entry("what", "traffic off: upgrade"),
            Map.entry("status", "200"),
            Map.entry("outcome", "done"));
  }

  @Test
  void actionWithoutAReason_endsWithItself() throws Exception {
    web.api();

    web.raw(
        "PATCH /v0/cluster?trafficEnabled=true HTTP/1.1",
        "Host: x",
        "Authorization: " + WebSide.RIGHT);

    assertThat(line().get("what")).isEqualTo("traffic on");
  }

  @Test
  void actionOfTheReader_isRefused_andLogged() throws Exception {
    web.reader = Optional.of(new Login("looker", "l00k"));
    web.api();

    web.raw("PUT /v0/drain HTTP/1.1", "Host: x", "Authorization: " + WebSide.basic("looker:l00k"));

    assertThat(line())
        .containsEntry("user", "looker")
        .containsEntry("status", "403")
        .containsEntry("outcome", "refused");
  }

  @Test
  void faultyRequest_isLoggedAsRefused() throws Exception {
    web.api();

    web.raw(
        "PATCH /v0/cluster?trafficEnabled=maybe HTTP/1.1",
        "Host: x",
        "Authorization: " + WebSide.RIGHT);

    assertThat(line()).containsEntry("status", "400").containsEntry("outcome", "refused");
  }

  @Test
  void strangeNamesAndWords_areBounded_andBreakNoLine() throws Exception {
    web.operator = new Login("eve\r\n{\"forged\"}\u202e" + "x".repeat(500), "p");
    web.api();

    web.raw(
        "PATCH /v0/cluster?trafficEnabled=false&message=a%0d%0ab" + "y".repeat(5000) + " HTTP/1.1",
        "Host: x",
        "X-Forwarded-For: " + "9".repeat(5000),
        "Authorization: " + WebSide.basic("eve\r\n{\"forged\"}\u202e" + "x".repeat(500) + ":p"));

    assertThat(line().get("user")).startsWith("eve {\"forged\"}xxx").hasSizeLessThanOrEqualTo(64);
    assertThat(line().get("what")).startsWith("traffic off: a by").hasSizeLessThanOrEqualTo(200);
    assertThat(line().get("forwarded_for")).hasSizeLessThanOrEqualTo(200);
    assertThat(line().values()).noneMatch(text -> text.contains("\n") || text.contains("\u202e"));
  }

  @Test
  void looking_isNoAction_andNoCredentialsAreLogged() throws Exception {
    web.api();

    web.raw("GET /v0/cluster HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT);
    web.raw(
        "GET /v0/cluster HTTP/1.1",
        "Host: x",
        "Authorization: " + WebSide.basic("hunter-name:hunter-word"));

    await().until(() -> lines("Login refused").size() == 1);
    assertThat(lines("Operator action")).isEmpty();
    assertThat(lines("Login refused").get(0)).containsEntry("remote", "127.0.0.1");
    assertThat(all.toString() + lines("")).doesNotContain("hunter", "s3cret");
  }
}
