package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole proxy with ports besides the classic two. Its nodes speak no MySQL. */
class MoreListenersTest {
  private static final String SWITCHOVER = "/v0/switchover";

  private ProxyBed bed;
  private int aware;
  private int reports;

  @BeforeEach
  void start() throws Exception {
    List<Integer> ports = TestPorts.find(2);
    aware = ports.get(0);
    reports = ports.get(1);
    bed = new ProxyBed(3, ProxyBed.INTERVAL_MILLIS);
    bed.config =
        bed.config.listening(
            List.of(
                new MysqlPort("aware", aware, Selector.ACTIVE, Optional.of(MysqlTerms.DEFAULT)),
                new MysqlPort("reports", reports, Selector.INACTIVE, Optional.empty())));
    bed.start();
    await().until(() -> active().equals("mysql/0"));
  }

  @AfterEach
  void stop() throws Exception {
    bed.close();
  }

  @Test
  void eachListener_leadsToItsNode() throws Exception {
    assertThat(bed.whoAnswers(aware)).contains("mysql/0");
    assertThat(bed.whoAnswers(reports)).contains("mysql/2");
  }

  @Test
  void state_hasEachListener_andItsSessions() throws Exception {
    try (Socket session = bed.connect(aware)) {
      assertThat(ProxyBed.greeting(session)).contains("mysql/0");

      JsonObject state = new JsonObject(bed.api("GET", "/v0/nodes").body());

      JsonObject listener = state.getJsonArray("listeners").getJsonObject(0);
      assertThat(listener.getString("name")).isEqualTo("aware");
      assertThat(listener.getString("protocol")).isEqualTo("mysql");
      assertThat(listener.getString("node")).isEqualTo("mysql/0");
      assertThat(state.getJsonArray("listeners").getJsonObject(1).getString("protocol"))
          .isEqualTo("raw");
      JsonObject node = state.getJsonArray("nodes").getJsonObject(0);
      assertThat(node.getJsonObject("sessions").getInteger("aware")).isEqualTo(1);
      assertThat(node.getJsonObject("sessions").getInteger("active")).isZero();
      assertThat(node.getJsonArray("roles")).contains("active", "aware");
      JsonObject shown =
          new JsonObject(bed.api("GET", "/v0/sessions?listener=aware").body())
              .getJsonArray("sessions")
              .getJsonObject(0);
      assertThat(shown.getString("id")).startsWith("aware-");
      assertThat(shown.getJsonObject("mysql").getString("phase")).isEqualTo("not_followed");
      assertThat(shown.getJsonObject("mysql").getString("lost"))
          .isEqualTo("the server does not begin with a MySQL greeting");
    }
    String none = bed.api("GET", "/v0/sessions?listener=none").body();
    assertThat(none)
        .isEqualTo("listener must be active or inactive or aware or reports; got \"none\"\n");
  }

  /** That no session is left at Proxy.Port does not end the drain of the others. */
  @Test
  void drain_goesOnWhileAnyListenerHasSessionsLeft() throws Exception {
    try (Socket session = bed.connect(aware)) {
      assertThat(ProxyBed.greeting(session)).contains("mysql/0");

      ok(bed.api("POST", SWITCHOVER, "{\"mode\":\"drain\",\"deadlineSeconds\":3600}"));

      await().until(() -> activeListener().getJsonObject("draining") == null);
      JsonObject switchover = ok(bed.api("GET", SWITCHOVER));
      assertThat(switchover.getString("state")).isEqualTo("draining");
      assertThat(switchover.getInteger("sessionsLeft")).isEqualTo(1);

      ok(bed.api("DELETE", SWITCHOVER + "?way=back"));

      assertThat(active()).isEqualTo("mysql/0");
      session.getOutputStream().write("ping\n".getBytes());
      assertThat(ProxyBed.greeting(session)).contains("ping");
    }
  }

  private JsonObject activeListener() throws Exception {
    return new JsonObject(bed.api("GET", "/v0/nodes").body()).getJsonObject("active");
  }

  private static JsonObject ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getJsonObject("switchover");
  }

  private String active() throws Exception {
    JsonObject node = bed.cluster().getJsonObject("activeBackend");
    return node == null ? "" : node.getString("name");
  }
}
