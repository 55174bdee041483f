package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole proxies whose operators move the traffic. */
class SwitchoverProxyTest {
  private static final String SWITCHOVER = "/v0/switchover";

  @Test
  void cut_endsTheSessionsOfTheFormerNode_andNewOnesGoToTheOther() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS).start()) {
      awaitActive(bed, "mysql/0");
      try (Socket session = session(bed, "mysql/0")) {
        JsonObject answer = ok(bed.api("POST", SWITCHOVER, "{\"to\":\"mysql/2\"}"));

        assertThat(answer.getString("to")).isEqualTo("mysql/2");
        assertThat(answer.getString("state")).isEqualTo("done");
        assertThat(answer.getString("by")).isEqualTo("proxy");
        assertThat(ProxyBed.ends(session)).isTrue();
        assertThat(bed.whoAnswers()).contains("mysql/2");
      }
      JsonObject event = awaitEvent(bed, "switchover");
      assertThat(event.getInteger("sessionsCut")).isEqualTo(1);
      assertThat(awaitEvent(bed, "active_changed", "mysql/2").getString("reasonCode"))
          .isEqualTo("switchover");
    }
  }

  @Test
  void drain_leavesTheSessionsOfTheFormerNode_andEndsWithTheLastOfThem() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS).start()) {
      awaitActive(bed, "mysql/0");
      try (Socket former = session(bed, "mysql/0")) {
        JsonObject answer =
            ok(bed.api("POST", SWITCHOVER, "{\"mode\":\"drain\",\"deadlineSeconds\":3600}"));

        assertThat(answer.getString("state")).isEqualTo("draining");
        assertThat(answer.getInteger("sessionsLeft")).isEqualTo(1);
        assertThat(answer.getString("warning")).contains("mysql/0", "mysql/1");
        assertThat(bed.whoAnswers()).contains("mysql/1");
        assertLives(former);
      }
      JsonObject ended = awaitEvent(bed, "drain_ended");
      assertThat(ended.getString("how")).isEqualTo("complete");
      assertThat(ended.getInteger("sessionsCut")).isZero();
      JsonObject after = ok(bed.api("GET", SWITCHOVER));
      assertThat(after.getString("state")).isEqualTo("done");
      assertThat(after.getJsonObject("ended").getString("how")).isEqualTo("complete");
    }
  }

  @Test
  void drain_isCutAtItsDeadline_whileNewSessionsLiveOn() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS).start()) {
      awaitActive(bed, "mysql/0");
      try (Socket former = session(bed, "mysql/0")) {
        ok(bed.api("POST", SWITCHOVER, "{\"mode\":\"drain\",\"deadlineSeconds\":1}"));
        try (Socket latter = session(bed, "mysql/1")) {
          assertThat(ProxyBed.ends(former)).isTrue();

          JsonObject ended = awaitEvent(bed, "drain_ended");
          assertThat(ended.getString("how")).isEqualTo("deadline");
          assertThat(ended.getInteger("sessionsCut")).isEqualTo(1);
          assertLives(latter);
        }
      }
    }
  }

  @Test
  void back_keepsTheFormerSessions_andCutsThoseOfTheOtherNode() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS).start()) {
      awaitActive(bed, "mysql/0");
      try (Socket former = session(bed, "mysql/0")) {
        ok(bed.api("POST", SWITCHOVER, "{\"mode\":\"drain\"}"));
        try (Socket latter = session(bed, "mysql/1")) {
          ok(bed.api("DELETE", SWITCHOVER + "?way=back"));

          assertThat(ProxyBed.ends(latter)).isTrue();
          assertLives(former);
          assertThat(bed.whoAnswers()).contains("mysql/0");
        }
      }
    }
  }

  @Test
  void drainedNodeThatFails_losesItsSessionsAtOnce() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS).start()) {
      awaitActive(bed, "mysql/0");
      try (Socket former = session(bed, "mysql/0")) {
        ok(bed.api("POST", SWITCHOVER, "{\"mode\":\"drain\",\"deadlineSeconds\":3600}"));

        bed.agents.get(0).sick();

        assertThat(ProxyBed.ends(former)).isTrue();
        assertThat(awaitEvent(bed, "drain_ended").getString("how")).isEqualTo("node_lost");
      }
    }
  }

  /** It becomes the wish of all, and survives the death of the proxy at which it was said. */
  @Test
  void otherProxyFollows_andStaysThereWhenTheFirstIsGone() throws Exception {
    try (ProxyBed first = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS);
        ProxyBed second = first.sibling()) {
      first.knowing(second.uri()).start();
      second.knowing(first.uri()).start();
      awaitActive(first, "mysql/0");
      awaitActive(second, "mysql/0");
      try (Socket former = session(second, "mysql/0")) {
        ok(first.api("POST", SWITCHOVER, "{\"to\":\"mysql/2\",\"mode\":\"drain\"}"));

        awaitActive(second, "mysql/2");
        assertLives(former);
        JsonObject there = ok(second.api("GET", SWITCHOVER));
        assertThat(there.getString("state")).isEqualTo("draining");
        assertThat(there.getString("by")).isNull();

        ok(first.api("DELETE", SWITCHOVER));
        assertThat(ProxyBed.ends(former)).isTrue();
      }
      first.patchbay().close();
      try (ProxyBed restarted = second.sibling()) {
        restarted.knowing(second.uri()).start();
        awaitActive(restarted, "mysql/2");
      }
      assertThat(active(second)).isEqualTo("mysql/2");
    }
  }

  @Test
  void disabledNode_isLeft_andARestartKnowsIt(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("state.json");
    try (ProxyBed bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS)) {
      bed.config = bed.config.keeping(file);
      bed.start();
      awaitActive(bed, "mysql/0");

      HttpResponse<String> answer =
          bed.api("PATCH", "/v0/nodes/mysql/0", "{\"enabled\":false,\"message\":\"disk\"}");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      awaitActive(bed, "mysql/1");
      awaitEvent(bed, "node_disabled");
      await().until(() -> Files.exists(file));
      bed.patchbay().close();

      bed.start();
      awaitActive(bed, "mysql/1");
      JsonObject node = new JsonObject(bed.api("GET", "/v0/nodes/mysql/0").body());
      assertThat(node.getBoolean("enabled")).isFalse();
      assertThat(node.getJsonObject("disabled").getString("message")).isEqualTo("disk");

      bed.api("PATCH", "/v0/nodes/mysql/0", "{\"enabled\":true}");
      await().until(() -> !Files.readString(file).contains("disk"));
      assertThat(active(bed)).isEqualTo("mysql/1");
    }
  }

  /** Whatever becomes of the file, the node is disabled now. */
  @Test
  void stateFileThatCannotBeWritten_stopsNothing(@TempDir Path dir) throws Exception {
    Path gone = Files.createDirectory(dir.resolve("gone"));
    try (ProxyBed bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS)) {
      bed.config = bed.config.keeping(gone.resolve("state.json"));
      bed.start();
      awaitActive(bed, "mysql/0");
      Files.delete(gone);

      bed.api("PATCH", "/v0/nodes/mysql/0", "{\"enabled\":false}");

      awaitActive(bed, "mysql/1");
      assertThat(bed.whoAnswers()).contains("mysql/1");
    }
  }

  private static Socket session(ProxyBed bed, String node) throws Exception {
    Socket socket = bed.connect();
    assertThat(ProxyBed.greeting(socket)).contains(node);
    return socket;
  }

  /** Its node still answers what it is sent. */
  private static void assertLives(Socket session) throws Exception {
    session.getOutputStream().write("ping\n".getBytes());
    assertThat(ProxyBed.greeting(session)).contains("ping");
  }

  private static JsonObject ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getJsonObject("switchover");
  }

  private static JsonObject awaitEvent(ProxyBed bed, String kind) {
    return awaitEvent(bed, kind, "");
  }

  private static JsonObject awaitEvent(ProxyBed bed, String kind, String part) {
    return await()
        .until(
            () ->
                events(bed).stream()
                    .map(JsonObject.class::cast)
                    .filter(e -> e.getString("kind").equals(kind) && e.encode().contains(part))
                    .reduce((a, b) -> b)
                    .orElse(null),
            found -> found != null);
  }

  private static JsonArray events(ProxyBed bed) throws Exception {
    return new JsonObject(bed.api("GET", "/v0/events").body()).getJsonArray("events");
  }

  private static void awaitActive(ProxyBed bed, String name) {
    await().until(() -> active(bed).equals(name));
  }

  private static String active(ProxyBed bed) throws Exception {
    JsonObject node = bed.cluster().getJsonObject("activeBackend");
    return node == null ? "" : node.getString("name");
  }
}
