package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.EventStream;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a real proxy tells people, with sessions, cuts and all. */
class EventsOfAProxyTest {
  private static final int INTERVAL_MILLIS = 100;

  @Test
  void start_isToldWithEveryFirstVerdictAndChoice() throws Exception {
    try (ProxyBed bed = started(2)) {
      List<String> kinds = kinds(bed);

      assertThat(kinds)
          .startsWith("started")
          .containsOnlyOnce("started")
          .contains("node_healthy", "active_changed");
      JsonObject first = events(bed).getJsonObject(0);
      assertThat(first.getInteger("nodes")).isEqualTo(2);
      assertThat(first.getString("policy")).isEqualTo("sticky");
    }
  }

  @Test
  void failover_tellsHowManySessionsWereCutAndHowLongItTook() throws Exception {
    try (ProxyBed bed = started(2);
        Socket one = bed.connect();
        Socket two = bed.connect()) {
      ProxyBed.greeting(one);
      ProxyBed.greeting(two);

      bed.agents.get(0).sick();

      JsonObject change = awaitEvent(bed, "from", "mysql/0");
      assertThat(change.getString("kind")).isEqualTo("active_changed");
      assertThat(change.getString("to")).isEqualTo("mysql/1");
      assertThat(change.getString("reason")).contains("mysql/0 became unhealthy");
      assertThat(change.getInteger("sessionsCut")).isEqualTo(2);
      assertThat(change.getDouble("milliseconds")).isBetween(0.0, 10_000.0);
      assertThat(change.getString("at"))
          .as("the time of the route, not of the report")
          .isEqualTo(state(bed).getJsonObject("active").getString("since"));
    }
  }

  @Test
  void trafficSwitch_isOneEventWithTheCutsOfBothListeners() throws Exception {
    try (ProxyBed bed = started(2);
        Socket active = bed.connect();
        Socket inactive = bed.connect(bed.config.proxy().inactiveMysqlPort())) {
      ProxyBed.greeting(active);
      ProxyBed.greeting(inactive);

      bed.api("PATCH", "/v0/cluster?trafficEnabled=false&message=upgrade");
      JsonObject off = awaitEvent(bed, "kind", "traffic_disabled");
      bed.api("PATCH", "/v0/cluster?trafficEnabled=true");
      JsonObject on = awaitEvent(bed, "kind", "traffic_enabled");

      assertThat(off.getString("message")).isEqualTo("upgrade");
      assertThat(off.getString("by")).isEqualTo("proxy");
      assertThat(off.getString("remote")).isEqualTo("127.0.0.1");
      assertThat(off.getInteger("sessionsCut")).isEqualTo(2);
      assertThat(on.getInteger("sessionsCut")).isZero();
      assertThat(kinds(bed)).containsOnlyOnce("traffic_disabled", "traffic_enabled");
    }
  }

  @Test
  void state_hasTheBytesAndTotalsOfRealSessions() throws Exception {
    try (ProxyBed bed = started(2)) {
      int greeting = bed.whoAnswers().orElseThrow().length() + 1;
      await().until(() -> node(bed, 0).getJsonObject("closed").getInteger("active").equals(1));

      JsonObject node = node(bed, 0);

      assertThat(node.getJsonObject("opened").getInteger("active")).isEqualTo(1);
      assertThat(node.getJsonObject("sessions").getInteger("active")).isZero();
      assertThat(node.getJsonObject("bytes").getInteger("toClient"))
          .isGreaterThanOrEqualTo(greeting);
      assertThat(node.getJsonObject("lastCheck").getString("answer"))
          .isEqualTo("health agent answered 200");
      assertThat(node.getJsonObject("lastCheck").getDouble("milliseconds")).isPositive();
    }
  }

  @Test
  void stoppingProxy_saysSo_andItsEndEndsTheStreamAtOnce() throws Exception {
    try (ProxyBed bed = started(2);
        EventStream stream = EventStream.open(bed.request("GET", "/v0/stream"))) {
      assertThat(stream.next().event()).isEqualTo("state");

      bed.patchbay().stopHealthPort();

      assertThat(awaitEvent(bed, "kind", "draining").getValue("remote")).isNull();
      assertThat(state(bed).getBoolean("draining")).isTrue();
      assertThat(stream.hasEnded()).isFalse();

      bed.patchbay().close();

      assertThat(stream.ends()).isTrue();
    }
  }

  @Test
  void followersThatNeverRead_holdUpNeitherFailoverNorApi() throws Exception {
    List<Socket> followers = new ArrayList<>();
    try (ProxyBed bed = started(2);
        Socket session = bed.connect()) {
      ProxyBed.greeting(session);
      for (int i = 0; i < 200; i++) {
        followers.add(follower(bed));
      }
      await().until(() -> bed.api("GET", "/v0/nodes").statusCode() == 200);

      bed.agents.get(0).sick();

      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(bed.whoAnswers()).contains("mysql/1");
      assertThat(awaitEvent(bed, "from", "mysql/0").getInteger("sessionsCut")).isEqualTo(1);
    } finally {
      for (Socket follower : followers) {
        follower.close();
      }
    }
  }

  private static Socket follower(ProxyBed bed) throws IOException {
    Socket socket = bed.connect(bed.config.api().port());
    String login = bed.request("GET", "/").headers().firstValue("Authorization").orElseThrow();
    String request = "GET /v0/stream HTTP/1.1\r\nHost: x\r\nAuthorization: " + login + "\r\n\r\n";
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // Closed at once, where few connections are allowed.
    }
    return socket;
  }

  private static ProxyBed started(int nodes) throws Exception {
    ProxyBed bed = new ProxyBed(nodes, INTERVAL_MILLIS).start();
    awaitEvent(bed, "to", "mysql/0");
    await().until(() -> events(bed).size() >= 1 + nodes + 2);
    return bed;
  }

  private static JsonObject awaitEvent(ProxyBed bed, String field, String value) {
    return await()
        .until(
            () ->
                events(bed).stream()
                    .map(e -> (JsonObject) e)
                    .filter(e -> value.equals(e.getString(field)))
                    .findFirst()
                    .orElse(null),
            e -> e != null);
  }

  private static List<String> kinds(ProxyBed bed) throws Exception {
    return events(bed).stream().map(e -> ((JsonObject) e).getString("kind")).toList();
  }

  private static JsonArray events(ProxyBed bed) throws Exception {
    return new JsonObject(bed.api("GET", "/v0/events").body()).getJsonArray("events");
  }

  private static JsonObject state(ProxyBed bed) throws Exception {
    return new JsonObject(bed.api("GET", "/v0/nodes").body());
  }

  private static JsonObject node(ProxyBed bed, int position) throws Exception {
    return state(bed).getJsonArray("nodes").getJsonObject(position);
  }
}
