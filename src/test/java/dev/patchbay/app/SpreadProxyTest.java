package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.ApiDescription;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole proxy with a listener that spreads its sessions over the nodes with a label. */
class SpreadProxyTest {
  private static final int INTERVAL_MILLIS = 100;

  private final List<Socket> sessions = new ArrayList<>();
  private ProxyBed bed;
  private List<MysqlPort> ports;
  private List<Node> plain;

  @BeforeEach
  void start() throws Exception {
    bed = new ProxyBed(3, INTERVAL_MILLIS);
    plain = bed.config.proxy().backends();
    ports =
        List.of(
            new MysqlPort(
                "reports",
                TestPorts.find(1).get(0),
                Selector.FEWEST_SESSIONS,
                Optional.empty(),
                List.of("reporting")));
    label(1, 2);
    bed.start();
    await().until(() -> nodes().equals(List.of("mysql/1", "mysql/2")));
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket session : sessions) {
      session.close();
    }
    bed.close();
  }

  @Test
  void stateAndMetrics_sayHowTheListenerChooses_andWhereItsSessionsAre() throws Exception {
    open(5);

    assertThat(reports().getInteger("port")).isEqualTo(ports.get(0).port());
    assertThat(reports().getString("choice")).isEqualTo("fewest_sessions");
    assertThat(reports().getJsonArray("labels")).containsExactly("reporting");
    assertThat(reports().getString("node")).isNull();
    assertThat(counts()).containsExactly(0, 3, 2);
    JsonArray all = state().getJsonArray("nodes");
    assertThat(all.getJsonObject(0).getJsonArray("labels")).isEmpty();
    assertThat(all.getJsonObject(2).getJsonArray("labels")).containsExactly("reporting");
    assertThat(all.getJsonObject(0).getJsonArray("roles")).containsExactly("active");
    assertThat(all.getJsonObject(1).getJsonArray("roles")).containsExactly("reports");
    assertThat(bed.get(bed.config.metrics().port(), "/metrics").body())
        .contains("patchbay_active_node{backend=\"mysql/1\",listener=\"reports\"} 1")
        .contains("patchbay_active_node{backend=\"mysql/2\",listener=\"reports\"} 1")
        .contains("patchbay_active_node{backend=\"mysql/0\",listener=\"reports\"} 0");
  }

  @Test
  void nodeThatIsLost_andOneThatJoins_areEvents_andSessionsEvenOut() throws Exception {
    open(4);

    bed.agents.get(2).sick();
    JsonObject lost = awaitEvent("left", "mysql/2");
    assertThat(lost.getString("text"))
        .startsWith("mysql/1 serves the listener reports: mysql/2 became unhealthy: ")
        .contains("2 sessions were cut");
    assertThat(lost.getJsonArray("nodes")).containsExactly("mysql/1");
    await().untilAsserted(() -> assertThat(counts()).containsExactly(0, 2, 0));

    bed.agents.get(2).well();
    JsonObject joined = awaitEvent("joined", "mysql/2");
    assertThat(joined.getJsonArray("nodes")).containsExactly("mysql/1", "mysql/2");
    assertThat(joined.getInteger("sessionsCut")).isZero();
    open(2);
    assertThat(counts()).containsExactly(0, 2, 2);
    assertThat(bed.get(bed.config.metrics().port(), "/metrics").body())
        .containsPattern("failovers_total\\{listener=\"reports\",reason=\"[a-z_0-9]+\"} 1");
  }

  @Test
  void nodeThatIsDisabledWithADrain_keepsItsSessions_untilTheyEnd() throws Exception {
    open(4);

    assertThat(
            bed.api(
                    "PATCH",
                    "/v0/nodes/mysql%2F2",
                    "{\"enabled\":false,\"mode\":\"drain\",\"deadlineSeconds\":3600}")
                .statusCode())
        .isEqualTo(200);

    assertThat(nodes()).containsExactly("mysql/1");
    assertThat(reports().getJsonObject("draining").getString("node")).isEqualTo("mysql/2");
    assertThat(reports().getJsonObject("draining").getInteger("sessionsLeft")).isEqualTo(2);
    open(1);
    assertThat(counts()).containsExactly(0, 3, 2);

    for (Socket session : sessions) {
      session.close();
    }
    await().until(() -> reports().getJsonObject("draining") == null);
    assertThat(events("drain_ended").get(0).getString("how")).isEqualTo("complete");
  }

  @Test
  void secondNodeThatIsDrained_leavesTheDrainOfTheFirstAlone() throws Exception {
    open(4);

    drain("mysql%2F2", 3600);
    drain("mysql%2F1", 1800);

    assertThat(nodes()).isEmpty();
    assertThat(drains()).extracting(d -> d.getString("node")).containsExactly("mysql/2", "mysql/1");
    assertThat(drains()).extracting(d -> d.getInteger("sessionsLeft")).containsExactly(2, 2);
    assertThat(reports().getJsonObject("draining")).isEqualTo(drains().get(1));
    assertThat(drains()).extracting(SpreadProxyTest::seconds).containsExactly(3600L, 1800L);
    new ApiDescription().validateNamed(reports().encode(), "OtherListener");
    assertThat(counts()).containsExactly(0, 2, 2);

    drain("mysql%2F2", 60);
    assertThat(drains()).hasSize(2);
    assertThat(seconds(drains().get(0))).isLessThan(1800);
    assertThat(patch("mysql%2F1", "{\"enabled\":true}")).isEqualTo(200);
    await().until(() -> events("drain_ended").size() == 1);

    assertThat(events("drain_ended").get(0).getString("node")).isEqualTo("mysql/1");
    assertThat(events("drain_ended").get(0).getString("how")).isEqualTo("back");
    assertThat(reports().getJsonObject("draining").getString("node")).isEqualTo("mysql/2");
    assertThat(counts()).containsExactly(0, 2, 2);
    drain("mysql%2F1", 3600);
    sessions.forEach(SpreadProxyTest::close);
    await().until(() -> events("drain_ended").size() == 3);
    assertThat(drains()).isEmpty();
    assertThat(events("drain_ended"))
        .filteredOn(event -> event.getString("how").equals("complete"))
        .extracting(event -> event.getString("node"))
        .containsExactlyInAnyOrder("mysql/1", "mysql/2");
  }

  @Test
  void drainsThatEndTogether_areAnEventEach_andCountWhatWasCutOnce() throws Exception {
    open(4);
    drain("mysql%2F2", 3600);
    drain("mysql%2F1", 3600);

    assertThat(bed.api("PATCH", "/v0/cluster?trafficEnabled=false&message=stop").statusCode())
        .isEqualTo(200);
    await().until(() -> events("drain_ended").size() == 2);

    assertThat(events("drain_ended"))
        .extracting(event -> event.getString("node"))
        .containsExactlyInAnyOrder("mysql/1", "mysql/2");
    assertThat(events("drain_ended"))
        .extracting(event -> event.getInteger("sessionsCut"))
        .containsExactlyInAnyOrder(4, 0);
  }

  private void drain(String node, int seconds) throws Exception {
    assertThat(
            patch(
                node, "{\"enabled\":false,\"mode\":\"drain\",\"deadlineSeconds\":" + seconds + "}"))
        .isEqualTo(200);
  }

  private int patch(String node, String body) throws Exception {
    return bed.api("PATCH", "/v0/nodes/" + node, body).statusCode();
  }

  private List<JsonObject> drains() throws Exception {
    return reports().getJsonArray("drains").stream().map(JsonObject.class::cast).toList();
  }

  /** For how long at the most. */
  private static long seconds(JsonObject drain) {
    return Duration.between(
            Instant.parse(drain.getString("since")), Instant.parse(drain.getString("deadline")))
        .toSeconds();
  }

  private static void close(Socket session) {
    try {
      session.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void reloadOfLabels_movesTheGroup_andCutsWhoseNodeHasLeftIt() throws Exception {
    open(4);

    label(0, 1);
    JsonObject answer = new JsonObject(bed.api("POST", "/v0/reload").body());

    assertThat(answer.getJsonArray("changes")).hasSize(2);
    assertThat(nodes()).containsExactly("mysql/0", "mysql/1");
    assertThat(reports().getString("reasonCode")).isEqualTo("relabelled");
    await().untilAsserted(() -> assertThat(counts()).containsExactly(0, 2, 0));
    open(2);
    assertThat(counts()).containsExactly(2, 2, 0);
  }

  private void label(int... labelled) {
    bed.with(
        IntStream.range(0, plain.size())
            .mapToObj(
                i ->
                    IntStream.of(labelled).anyMatch(l -> l == i)
                        ? plain.get(i).withLabels(List.of("reporting"))
                        : plain.get(i))
            .toList(),
        List.of());
    bed.config = bed.config.listening(ports);
  }

  private void open(int more) throws Exception {
    for (int i = 0; i < more; i++) {
      Socket session = bed.connect(ports.get(0).port());
      sessions.add(session);
      assertThat(ProxyBed.greeting(session)).isPresent();
    }
  }

  private JsonObject state() throws Exception {
    return new JsonObject(bed.api("GET", "/v0/nodes").body());
  }

  private JsonObject reports() throws Exception {
    return state().getJsonArray("listeners").getJsonObject(0);
  }

  private List<String> nodes() throws Exception {
    return reports().getJsonArray("nodes").stream().map(String::valueOf).toList();
  }

  private List<Integer> counts() throws Exception {
    return state().getJsonArray("nodes").stream()
        .map(node -> ((JsonObject) node).getJsonObject("sessions").getInteger("reports"))
        .toList();
  }

  private List<JsonObject> events(String kind) throws Exception {
    return new JsonObject(bed.api("GET", "/v0/events").body())
        .getJsonArray("events").stream()
            .map(JsonObject.class::cast)
            .filter(event -> event.getString("kind").equals(kind))
            .toList();
  }

  /** That this node, and no other, has left the group or joined it. */
  private JsonObject awaitEvent(String field, String node) {
    return await()
        .until(
            () ->
                events("group_changed").stream()
                    .filter(e -> e.getJsonArray(field).equals(new JsonArray(List.of(node))))
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }
}
