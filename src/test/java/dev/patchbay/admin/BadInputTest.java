package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Verdict;
import dev.patchbay.telemetry.events.Clip;
import dev.patchbay.testing.EventStream;
import dev.patchbay.topology.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What comes from outside is shown as it came, cut to a length. Each answer is also held against
 * openapi.json, which knows the lengths.
 */
class BadInputTest {
  private WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  static List<String> texts() {
    return List.of(
        "<script>alert(1)</script>",
        "\"quotes\" 'and' \\backslashes\\",
        "line\nbreak\r\nand\ttab\u0000\u001b[31m\u2028\u2029",
        "data: x\n\nevent: state\ndata: {}",
        "🦊👩‍👩‍👧‍👦é̂",
        "שלום مرحبا \u202eevil\u2066",
        "{\"json\":[1,2,3]}");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void text_comesOutAsItCameIn(String text) throws Exception {
    start(text);

    web.verdict(web.a, new Verdict(false, OptionalLong.empty(), text, text));
    web.patch(
        "/v0/cluster?trafficEnabled=true&message="
            + URLEncoder.encode(text, StandardCharsets.UTF_8));

    JsonObject node = state().getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getString("name")).isEqualTo(text);
    assertThat(node.getString("reason")).isEqualTo(text);
    assertThat(node.getString("stateComment")).isEqualTo(text);
    assertThat(node.getJsonObject("lastCheck").getString("answer")).isEqualTo(text);
    assertThat(state().getJsonObject("traffic").getString("message")).isEqualTo(text);
    JsonObject unhealthy = events().getJsonObject(0);
    assertThat(unhealthy.getString("node")).isEqualTo(text);
    assertThat(unhealthy.getString("text")).doesNotContain("\n").contains(" is unhealthy: ");
    try (EventStream stream = stream()) {
      assertThat(stream.next()).extracting(EventStream.Message::event).isEqualTo("state");
      assertThat(stream.next("log").data().getString("node")).isEqualTo(text);
      assertThat(stream.next("log").data().getString("message")).isEqualTo(text);
    }
  }

  @Test
  void longTexts_areCutWithAMark_everywhere() throws Exception {
    String text = "x🦊".repeat(10_000);
    start(text);

    web.verdict(web.a, new Verdict(false, OptionalLong.empty(), text, text));
    web.verdict(web.b, Verdict.healthy("200"));
    web.patch("/v0/cluster", "trafficEnabled=true", "message=" + "m".repeat(10_000));
    web.history.step();

    String cut = Clip.of(text);
    assertThat(cut).hasSizeBetween(Clip.MAX_CHARS - 1, Clip.MAX_CHARS).endsWith("…");
    JsonObject node = state().getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getString("name")).isEqualTo(cut);
    assertThat(node.getString("reason")).isEqualTo(cut);
    assertThat(events().getJsonObject(0).getString("text")).hasSize(Clip.MAX_CHARS);
    assertThat(state().getJsonObject("traffic").getString("message"))
        .isEqualTo("m".repeat(2047) + "…");
    JsonObject history = new JsonObject(web.get("/v0/history").body());
    assertThat(history.getJsonArray("nodes").getJsonObject(0).getString("name")).isEqualTo(cut);
  }

  @Test
  void halfASurrogatePair_fromAnAgentOrTheConfiguration_isReplaced() throws Exception {
    start("db\ud800");

    web.verdict(web.a, new Verdict(false, OptionalLong.empty(), "a\udc00", "\ud83e"));

    JsonObject node = state().getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getString("name")).isEqualTo("db\ufffd");
    assertThat(node.getString("reason")).isEqualTo("a\ufffd");
    assertThat(node.getString("stateComment")).isEqualTo("\ufffd");
    assertThat(events().getJsonObject(0).getString("text")).startsWith("db\ufffd is unhealthy");
  }

  @Test
  void sixtyNodes_areAllThere() throws Exception {
    start(
        IntStream.range(0, 60)
            .mapToObj(i -> new Node("db/" + i, "10.0.0." + i, 3306, 9201, "/"))
            .toList());
    for (Node node : web.nodes) {
      web.verdict(node, new Verdict(true, OptionalLong.of(0), "200", "Synced"));
    }
    web.history.step();

    assertThat(state().getJsonArray("nodes")).hasSize(60);
    assertThat(state().getJsonObject("inactive").getString("node")).isEqualTo("db/59");
    assertThat(new JsonObject(web.get("/v0/history").body()).getJsonArray("nodes")).hasSize(60);
    assertThat(events()).hasSize(60);
    try (EventStream stream = stream()) {
      assertThat(stream.next().data().getJsonArray("nodes")).hasSize(60);
    }
  }

  @Test
  void nodeThatNeverAnswered_isSaidToHaveNeverBeenFit() throws Exception {
    start(web.nodes);
    for (int i = 0; i < 3; i++) {
      web.now = WebSide.NOW.plusSeconds(i);
      web.verdict(web.a, Verdict.unhealthy("no answer within 5000 ms"));
    }

    JsonObject node = state().getJsonArray("nodes").getJsonObject(0);

    assertThat(node.getString("status")).isEqualTo("unhealthy");
    assertThat(node.getString("since")).isEqualTo("2026-11-21T09:03:14.322Z");
    assertThat(node.getInteger("failedInARow")).isEqualTo(3);
    assertThat(node.getJsonObject("lastCheck").getString("at"))
        .isEqualTo("2026-11-21T09:03:16.322Z");
    assertThat(state().getJsonObject("active").getValue("node")).isNull();
    assertThat(events()).hasSize(1);
    assertThat(state().getJsonObject("active").getString("reason"))
        .isEqualTo("waiting for the first health checks");

    web.down(web.b);

    assertThat(state().getJsonObject("active").getString("reason")).isEqualTo("no node is healthy");
  }

  @Test
  void clockThatJumps_leavesTheIdsAndTheStreamAlone() throws Exception {
    web.pace = new Pace(1, 600_000, 600_000);
    start(web.nodes);
    try (EventStream stream = stream()) {
      long last = 0;
      for (String now :
          List.of(
              "2026-11-21T09:03:14Z",
              "2026-11-20T09:03:14Z",
              "2036-01-01T00:00:00Z",
              "1970-01-01T00:00:00Z")) {
        web.now = Instant.parse(now);
        web.up(web.a);
        JsonObject up = stream.next("log").data();
        web.down(web.a);
        JsonObject down = stream.next("log").data();

        assertThat(up.getLong("id")).isGreaterThan(last);
        assertThat(down.getLong("id")).isEqualTo(up.getLong("id") + 1);
        assertThat(down.getString("at")).isEqualTo(now.replace("Z", ".000Z"));
        last = down.getLong("id");
        long since = last - 1;
        assertThat(
                new JsonObject(web.get("/v0/events?since=" + since).body()).getJsonArray("events"))
            .hasSize(1);
      }
    }
  }

  private void start(String nameOfFirst) throws Exception {
    start(
        List.of(
            new Node(nameOfFirst, "10.0.0.1", 3306, 9201, "/"),
            new Node("db/1", "10.0.0.2", 3306, 9201, "/")));
  }

  private void start(List<Node> nodes) throws Exception {
    WebSide plain = web;
    web = new WebSide(nodes);
    web.pace = plain.pace;
    plain.close();
    web.api();
  }

  private EventStream stream() throws Exception {
    return EventStream.open(
        web.to("/v0/stream").header("Authorization", WebSide.RIGHT).GET().build());
  }

  private JsonObject state() throws Exception {
    return new JsonObject(web.get("/v0/nodes").body());
  }

  private JsonArray events() throws Exception {
    return new JsonObject(web.get("/v0/events").body()).getJsonArray("events");
  }
}
