package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Route;
import dev.patchbay.telemetry.events.Event;
import dev.patchbay.telemetry.events.EventLog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v0/events}. */
class EventsTest {
  private static final long FIRST = WebSide.NOW.toEpochMilli();

  private final WebSide web = new WebSide();

  @BeforeEach
  void start() throws Exception {
    web.api();
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void noEvent_isAnEmptyListWithoutIds() throws Exception {
    assertThat(page("").encode())
        .isEqualTo("{\"events\":[],\"newest\":null,\"oldest\":null,\"dropped\":0}");
  }

  @Test
  void failover_isToldFromTheCauseToTheCut() throws Exception {
    web.up(web.a);
    web.up(web.b);
    Route before = web.router.state().active();
    web.now = WebSide.NOW.plusSeconds(1);
    web.down(web.a);
    web.now = WebSide.NOW.plusSeconds(2);
    web.cut(before, 12);

    JsonArray events = page("?since=" + (FIRST + 1)).getJsonArray("events");

    assertThat(events).hasSize(2);
    assertThat(events.getJsonObject(0).encode())
        .isEqualTo(
            "{\"id\":1795251794324,\"at\":\"2026-11-21T09:03:15.322Z\",\"kind\":\"node_unhealthy\","
                + "\"text\":\"db/0 is unhealthy: 503.\",\"node\":\"db/0\",\"reason\":\"503\","
                + "\"stateComment\":\"\",\"index\":null}");
    assertThat(events.getJsonObject(1).encode())
        .isEqualTo(
            "{\"id\":1795251794325,\"at\":\"2026-11-21T09:03:15.322Z\",\"kind\":\"active_changed\","
                + "\"text\":\"<b>\\\"db\\\"&1</b> is active in place of db/0: db/0 became unhealthy:"
                + " 503. 12 sessions were cut in 3.2 ms.\",\"listener\":\"active\","
                + "\"from\":\"db/0\",\"to\":\"<b>\\\"db\\\"&1</b>\","
                + "\"reason\":\"db/0 became unhealthy: 503\","
                + "\"reasonCode\":\"became_unhealthy\",\"outageMilliseconds\":null,\"sessionsCut\":12,"
                + "\"milliseconds\":3.2}");
  }

  @Test
  void limit_takesTheNewest_oldestFirst() throws Exception {
    tell(5);

    JsonObject page = page("?limit=2");

    assertThat(ids(page)).containsExactly(FIRST + 3, FIRST + 4);
    assertThat(page.getLong("newest")).isEqualTo(FIRST + 4);
    assertThat(page.getLong("oldest")).isEqualTo(FIRST);
  }

  @Test
  void withoutALimit_hundredAreGiven() throws Exception {
    tell(101);

    assertThat(ids(page(""))).hasSize(100).first().isEqualTo(FIRST + 1);
  }

  @Test
  void since_ofThisRun_givesWhatIsNewer() throws Exception {
    tell(3);

    assertThat(ids(page("?since=" + FIRST))).containsExactly(FIRST + 1, FIRST + 2);
    assertThat(ids(page("?since=" + (FIRST + 2)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1795251794000", "1795251794325", "999999999999999999"})
  void since_ofAnotherRun_givesAll(String since) throws Exception {
    tell(3);

    assertThat(ids(page("?since=" + since))).containsExactly(FIRST, FIRST + 1, FIRST + 2);
  }

  @Test
  void oldEvents_giveWayAndAreCounted() throws Exception {
    tell(EventLog.CAPACITY + 7);

    JsonObject page = page("?limit=1000");

    assertThat(ids(page)).hasSize(EventLog.CAPACITY).first().isEqualTo(FIRST + 7);
    assertThat(page.getLong("oldest")).isEqualTo(FIRST + 7);
    assertThat(page.getLong("dropped")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "since=",
        "since=x",
        "since=-1",
        "since=1.5",
        "since=%2B1",
        "since=1e3",
        "since=+1",
        "since=9999999999999999999",
        "since=%D9%A1",
        "limit=",
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=ten",
        "limit=99999999999999999999"
      })
  void badQuery_is400WithTheReason(String query) throws Exception {
    HttpResponse<String> answer = web.get("/v0/events?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith(query.substring(0, query.indexOf('=')) + " must be ")
        .hasLineCount(1);
  }

  private void tell(int count) {
    for (int i = 0; i < count; i++) {
      web.feed.tell(new Event.Configuration(web.now, List.of("warning " + i)));
    }
  }

  private JsonObject page(String query) throws Exception {
    HttpResponse<String> answer = web.get("/v0/events" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    return new JsonObject(answer.body());
  }

  private static List<Long> ids(JsonObject page) {
    return page.getJsonArray("events").stream().map(e -> ((JsonObject) e).getLong("id")).toList();
  }
}
