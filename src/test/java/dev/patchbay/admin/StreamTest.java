package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.telemetry.events.Event;
import dev.patchbay.testing.EventStream;
import dev.patchbay.testing.EventStream.Message;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.web.WebLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v0/stream}. */
class StreamTest {
  private static final long FIRST = WebSide.NOW.toEpochMilli();

  /** A beat that does not come within a test. */
  private static final long NEVER = 600_000;

  private final WebSide web = new WebSide();
  private final List<EventStream> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (EventStream stream : open) {
      stream.close();
    }
    web.close();
  }

  @Test
  void stream_beginsWithTheStateAndTheEventsSoFar() throws Exception {
    web.api();
    tell(3);

    EventStream stream = open("");

    Message state = stream.next();
    assertThat(stream.response().statusCode()).isEqualTo(200);
    assertThat(stream.response().headers().firstValue("Content-Type"))
        .hasValue("text/event-stream");
    assertThat(stream.response().headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(state.event()).isEqualTo("state");
    assertThat(state.data()).isEqualTo(new JsonObject(web.get("/v0/nodes").body()));
    assertThat(ids(stream, 3)).containsExactly(FIRST, FIRST + 1, FIRST + 2);
    assertThat(stream.retry()).isEqualTo("1000");
  }

  @Test
  void stream_ofANewReader_beginsAHundredEventsBack() throws Exception {
    web.api();
    tell(150);

    assertThat(ids(open(""), 100)).first().isEqualTo(FIRST + 50);
  }

  @Test
  void lastEventId_isWhereTheStreamGoesOn_whateverTheAddressSays() throws Exception {
    web.api();
    tell(5);

    EventStream byQuery = open("?since=" + (FIRST + 3));
    EventStream byHeader =
        EventStream.open(
            request("?since=" + FIRST).header("Last-Event-ID", "" + (FIRST + 3)).build());
    open.add(byHeader);

    assertThat(ids(byQuery, 1)).containsExactly(FIRST + 4);
    assertThat(ids(byHeader, 1)).containsExactly(FIRST + 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1795251794999", "999999999999999999"})
  void lastEventId_ofAnotherRun_givesAll(String id) throws Exception {
    web.api();
    tell(2);

    EventStream stream = EventStream.open(request("").header("Last-Event-ID", id).build());
    open.add(stream);

    assertThat(ids(stream, 2)).containsExactly(FIRST, FIRST + 1);
  }

  @Test
  void brokenLastEventId_isNone_becauseABrowserWouldNeverComeBackAfterAnError() throws Exception {
    web.api();
    tell(1);

    EventStream stream = EventStream.open(request("").header("Last-Event-ID", "x;1").build());
    open.add(stream);

    assertThat(ids(stream, 1)).containsExactly(FIRST);
  }

  @Test
  void change_comesAtOnceAsStateAndEvent() throws Exception {
    web.pace = new Pace(1, NEVER, NEVER);
    web.api();
    EventStream stream = open("");
    stream.next();

    web.up(web.a);

    // In either order: what a client has room for is sent as soon as it is there.
    Map<String, Message> both =
        Stream.of(stream.next(), stream.next()).collect(Collectors.toMap(Message::event, m -> m));
    JsonObject node = both.get("state").data().getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getString("status")).isEqualTo("healthy");
    assertThat(both.get("log").id()).isEqualTo("" + FIRST);
    assertThat(both.get("log").data().getString("kind")).isEqualTo("node_healthy");
  }

  @Test
  void counts_comeWithTheNextLook_andNothingComesWhileNothingChanges() throws Exception {
    web.pace = new Pace(1, 5, NEVER);
    web.api();
    EventStream stream = open("");
    stream.next();

    web.counts.opened(ListenerId.ACTIVE, web.a);
    Message counted = stream.next("state");
    // Fifty looks later, a marker.
    long looks = System.nanoTime() + 250_000_000;
    await().until(() -> System.nanoTime() > looks);
    tell(1);
    Message next = stream.next();

    assertThat(
            counted
                .data()
                .getJsonArray("nodes")
                .getJsonObject(0)
                .getJsonObject("sessions")
                .getInteger("active"))
        .isEqualTo(1);
    assertThat(next.event()).isEqualTo("log");
  }

  @Test
  void states_areNoCloserTogetherThanTheGap() throws Exception {
    web.pace = new Pace(400, NEVER, NEVER);
    web.api();
    EventStream stream = open("");
    stream.next();
    web.up(web.a);
    stream.next("state");
    long first = System.nanoTime();

    web.up(web.b);
    web.down(web.a);
    web.up(web.a);
    web.down(web.b);
    Message next = stream.next("state");
    long gap = System.nanoTime() - first;
    while (!statusOfB(next).equals("unhealthy")) {
      next = stream.next("state");
    }

    assertThat(gap).isGreaterThan(200_000_000);
  }

  private static String statusOfB(Message state) {
    return state.data().getJsonArray("nodes").getJsonObject(1).getString("status");
  }

  @Test
  void sample_comesWithEachStepOfTheHistory_andWithItTheLastChecks() throws Exception {
    web.pace = new Pace(1, NEVER, NEVER);
    web.api();
    web.up(web.a);
    EventStream stream = open("");
    stream.next();
    web.counts.opened(ListenerId.ACTIVE, web.a);

    web.history.step();

    stream.next("state");
    assertThat(stream.next("sample").data().encode())
        .isEqualTo(
            "{\"at\":\"2026-11-21T09:03:14.322Z\",\"nodes\":[{\"name\":\"db/0\",\"sessions\":1,"
                + "\"checkMillis\":1.8},{\"name\":\"<b>\\\"db\\\"&1</b>\",\"sessions\":0,"
                + "\"checkMillis\":null}]}");
  }

  @Test
  void heartbeat_keepsTheStreamBeyondTheIdleLimit() throws Exception {
    web.pace = new Pace(1, NEVER, 100);
    web.idleSeconds = 1;
    web.api();
    EventStream stream = open("");

    // Ten idle limits would be nicer; three are enough to tell.
    await().until(() -> stream.comments() > 30);

    assertThat(stream.hasEnded()).isFalse();
    tell(1);
    assertThat(ids(stream, 1)).containsExactly(FIRST);
  }

  @Test
  void withoutAHeartbeat_theIdleLimitEndsIt() throws Exception {
    web.pace = new Pace(1, NEVER, NEVER);
    web.idleSeconds = 1;
    web.api();

    assertThat(open("").ends()).isTrue();
    await().until(() -> web.streams.clients() == 0);
  }

  @Test
  void clientThatGoes_isForgottenAtOnce() throws Exception {
    web.api();
    EventStream stays = open("");
    EventStream goes = open("");
    goes.next();
    await().until(() -> web.streams.clients() == 2);

    goes.close();

    await().until(() -> web.streams.clients() == 1);
    tell(1);
    assertThat(ids(stays, 1)).containsExactly(FIRST);
  }

  @Test
  void lastClientGone_andAnotherLater_isServedAsTheFirst() throws Exception {
    web.pace = new Pace(1, 5, NEVER);
    web.api();
    EventStream first = open("");
    first.next();
    first.close();
    await().until(() -> web.streams.clients() == 0);
    web.now = WebSide.NOW.plusSeconds(3600);

    EventStream second = open("");

    assertThat(second.next().data().getString("now")).isEqualTo("2026-11-21T10:03:14.322Z");
    web.counts.opened(ListenerId.ACTIVE, web.a);
    second.next("state");
  }

  @Test
  void tooMany_are503_andTheNextGetsInWhenOneHasGone() throws Exception {
    web.limits = WebLimits.of(8);
    web.api();
    for (int i = 0; i < 4; i++) {
      assertThat(open("").next().event()).isEqualTo("state");
    }

    EventStream refused = open("");

    assertThat(refused.response().statusCode()).isEqualTo(503);
    assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("10");
    assertThat(refused.response().headers().firstValue("Connection")).hasValue("close");
    assertThat(web.streams.refused()).isEqualTo(1);
    assertThat(web.get("/v0/nodes").statusCode()).isEqualTo(200);
    // Those who look on take no other proxy's place.
    try (EventStream proxy =
        EventStream.open(web.to("/v0/claims").header("Authorization", WebSide.RIGHT).build())) {
      assertThat(proxy.next().event()).isEqualTo("claim");
    }
    open.get(0).close();
    await().until(() -> open("").response().statusCode() == 200);
  }

  @Test
  void badRequests_areRefused() throws Exception {
    web.api();

    assertThat(web.get("/v0/stream?since=x").statusCode()).isEqualTo(400);
    assertThat(web.send(web.to("/v0/stream")).statusCode()).isEqualTo(401);
    for (String method : List.of("HEAD", "POST", "PATCH", "OPTIONS")) {
      var answer =
          web.send(
              web.to("/v0/stream")
                  .header("Authorization", WebSide.RIGHT)
                  .method(method, BodyPublishers.noBody()));
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }
    assertThat(web.streams.clients()).isZero();
  }

  private HttpRequest.Builder request(String query) {
    return web.to("/v0/stream" + query).header("Authorization", WebSide.RIGHT);
  }

  private EventStream open(String query) throws Exception {
    EventStream stream = EventStream.open(request(query).build());
    open.add(stream);
    return stream;
  }

  private void tell(int count) {
    for (int i = 0; i < count; i++) {
      web.feed.tell(new Event.Agreement(web.now));
    }
  }

  private static List<Long> ids(EventStream stream, int count) throws InterruptedException {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Message event = stream.next("log");
      assertThat(event.data().getLong("id")).isEqualTo(Long.valueOf(event.id()));
      ids.add(Long.valueOf(event.id()));
    }
    return ids;
  }
}
