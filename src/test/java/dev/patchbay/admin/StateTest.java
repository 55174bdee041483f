package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Verdict;
import dev.patchbay.routing.Operator;
import dev.patchbay.session.CloseReason;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code GET /v0/nodes}. */
class StateTest {
  private WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void beforeAnyCheck_nothingIsKnownAndNothingIsMadeUp() throws Exception {
    web.api();

    JsonObject state = state();

    assertThat(state)
        .isEqualTo(
            new JsonObject(
                """
                {"version":"1.2.3","now":"2026-11-21T09:03:14.322Z",
                 "startedAt":"2026-11-21T09:03:14.322Z",
                 "traffic":{"enabled":true,"message":"","since":null},
                 "active":{"node":null,"since":"2026-11-21T09:03:14.322Z",
                           "reason":"waiting for the first health checks",
                           "reasonCode":"waiting_for_first_checks","generation":0,"draining":null},
                 "inactive":{"node":null,"since":"2026-11-21T09:03:14.322Z",
                           "reason":"waiting for the first health checks",
                           "reasonCode":"waiting_for_first_checks","generation":0,"draining":null},
                 "listeners":[],"held":0,"draining":false,
                 "nodes":[
                  {"name":"db/0","host":"10.0.0.1","port":3306,"statusPort":9201,"priority":0,"labels":[],
                   "enabled":true,"disabled":null,
                   "status":"unknown","since":"2026-11-21T09:03:14.322Z","reason":"not checked yet",
                   "index":null,"stateComment":"","lastCheck":null,"failedInARow":0,"roles":[],
                   "sessions":{"active":0,"inactive":0},"opened":{"active":0,"inactive":0},
                   "closed":{"active":0,"inactive":0},"bytes":{"toNode":0,"toClient":0}},
                  {"name":"<b>\\"db\\"&1</b>","host":"fd00::2","port":3307,"statusPort":9201,"priority":0,"labels":[],
                   "enabled":true,"disabled":null,
                   "status":"unknown","since":"2026-11-21T09:03:14.322Z","reason":"not checked yet",
                   "index":null,"stateComment":"","lastCheck":null,"failedInARow":0,"roles":[],
                   "sessions":{"active":0,"inactive":0},"opened":{"active":0,"inactive":0},
                   "closed":{"active":0,"inactive":0},"bytes":{"toNode":0,"toClient":0}}],
                 "peers":[],"disagreement":[],"switchover":null,"claim":null}
                """));
  }

  @Test
  void node_hasItsHealthChecksAndSessions() throws Exception {
    web.api();
    web.verdict(web.a, new Verdict(true, OptionalLong.of(7), "200", "Synced"));
    web.down(web.b);
    web.down(web.b);
    web.counts.opened(ListenerId.ACTIVE, web.a);
    web.counts.opened(ListenerId.ACTIVE, web.a);
    web.counts.opened(ListenerId.INACTIVE, web.a);
    web.counts.closed(ListenerId.ACTIVE, Optional.of(web.a), CloseReason.CLIENT_CLOSED);

    JsonObject a = node(0);
    JsonObject b = node(1);

    assertThat(a.getString("status")).isEqualTo("healthy");
    assertThat(a.getInteger("index")).isEqualTo(7);
    assertThat(a.getString("stateComment")).isEqualTo("Synced");
    assertThat(a.getJsonArray("roles")).containsExactly("active", "inactive");
    assertThat(a.getJsonObject("sessions").encode()).isEqualTo("{\"active\":1,\"inactive\":1}");
    assertThat(a.getJsonObject("opened").encode()).isEqualTo("{\"active\":2,\"inactive\":1}");
    assertThat(a.getJsonObject("closed").encode()).isEqualTo("{\"active\":1,\"inactive\":0}");
    assertThat(b.getString("status")).isEqualTo("unhealthy");
    assertThat(b.getString("reason")).isEqualTo("503");
    assertThat(b.getInteger("failedInARow")).isEqualTo(2);
    assertThat(b.getJsonObject("lastCheck").encode())
        .isEqualTo(
            "{\"at\":\"2026-11-21T09:03:14.322Z\",\"milliseconds\":1.8,\"healthy\":false,"
                + "\"answer\":\"503\"}");
    assertThat(b.getJsonArray("roles")).isEmpty();
  }

  @Test
  void goodCheck_endsTheRowOfFailedOnes() throws Exception {
    web.api();
    web.down(web.b);
    web.up(web.b);

    assertThat(node(1).getInteger("failedInARow")).isZero();
  }

  @Test
  void withoutAnInactiveListener_nobodySpeaksOfIt() throws Exception {
    web.close();
    web = new WebSide(Routers.activeOnly(WebSide.TWO_NODES));
    web.api();
    web.up(web.a);
    web.up(web.b);

    assertThat(state().containsKey("inactive")).isTrue();
    assertThat(state().getValue("inactive")).isNull();
    assertThat(node(0).getJsonArray("roles")).containsExactly("active");
    assertThat(node(1).getJsonArray("roles")).isEmpty();
  }

  @Test
  void trafficAndDrain_areInTheState() throws Exception {
    web.api();
    web.up(web.a);
    web.up(web.b);
    web.now = WebSide.NOW.plusSeconds(60);
    web.router.setTraffic(false, "upgrade", Operator.NOBODY);
    web.send(
        web.to("/v0/drain")
            .header("Authorization", WebSide.RIGHT)
            .method("PUT", java.net.http.HttpRequest.BodyPublishers.noBody()));

    assertThat(state().getJsonObject("traffic").encode())
        .isEqualTo(
            "{\"enabled\":false,\"message\":\"upgrade\",\"since\":\"2026-11-21T09:04:14.322Z\"}");
    assertThat(state().getBoolean("draining")).isTrue();
    JsonObject active = state().getJsonObject("active");
    assertThat(active.getInteger("generation")).isEqualTo(2);
    assertThat(active.getString("since"))
        .as("since when it has this node, which the switch did not change")
        .isEqualTo("2026-11-21T09:03:14.322Z");
    assertThat(active.getString("reason")).isEqualTo("db/0 is healthy, index unknown");
  }

  private JsonObject state() throws Exception {
    return new JsonObject(web.get("/v0/nodes").body());
  }

  private JsonObject node(int position) throws Exception {
    return state().getJsonArray("nodes").getJsonObject(position);
  }
}
