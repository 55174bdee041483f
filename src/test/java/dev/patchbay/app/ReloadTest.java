package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.admin.Reloading;
import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.topology.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The whole proxy goes on with another configuration. */
class ReloadTest {
  /** Longer than a busy machine takes for all else, so that waiting for it would be seen. */
  private static final int LONG_TIMEOUT_MILLIS = 60_000;

  private static final int INTERVAL_MILLIS = 100;

  @Test
  void nodeThatIsAdded_isCheckedAndTakesOverWhenItsTurnComes() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, INTERVAL_MILLIS)) {
      List<Node> both = bed.config.proxy().backends();
      nodes(bed, both.subList(0, 1));
      bed.start();
      try (Socket session = connected(bed, "mysql/0")) {

        nodes(bed, both);
        assertThat(reload(bed).changes()).hasSize(1);
        await().until(() -> healthy(bed, 1));
        assertThat(bed.whoAnswers()).contains("mysql/0");
        bed.agents.get(0).sick();

        assertThat(ProxyBed.ends(session)).isTrue();
        await().until(() -> bed.whoAnswers().equals(java.util.Optional.of("mysql/1")));
      }
    }
  }

  @Test
  void activeNodeThatIsRemoved_isLeftForTheNextWithThatReason() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, INTERVAL_MILLIS).start();
        Socket session = connected(bed, "mysql/0")) {
      awaitAllHealthy(bed, 3);
      List<Node> all = bed.config.proxy().backends();

      nodes(bed, all.subList(1, 3));
      reload(bed);

      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(bed.whoAnswers()).contains("mysql/1");
      JsonObject state = new JsonObject(bed.api("GET", "/v0/nodes").body());
      assertThat(state.getJsonObject("active").getString("reason"))
          .isEqualTo("mysql/0 was removed");
      assertThat(state.getJsonArray("nodes")).hasSize(2);
      assertThat(bed.get(bed.config.metrics().port(), "/metrics").body())
          .doesNotContain("backend=\"mysql/0\"")
          .contains("reason=\"removed\"");
    }
  }

  @Test
  void sessionsOfANodeThatStays_liveOnThroughReloadsOfTheOthers() throws Exception {
    try (ProxyBed bed = new ProxyBed(3, INTERVAL_MILLIS).start();
        Socket session = connected(bed, "mysql/0")) {
      List<Node> all = bed.config.proxy().backends();

      for (int i = 0; i < 20; i++) {
        nodes(bed, i % 2 == 0 ? List.of(all.get(2), all.get(0)) : all);
        assertThat(reload(bed).changes()).isNotEmpty();
      }

      assertThat(bed.whoAnswers()).contains("mysql/0");
      session.setSoTimeout(500);
      assertThat(ProxyBed.ends(session)).isFalse();
    }
  }

  @Test
  void nodeWithAnotherMysqlAddress_losesItsSessions_andOneWithAnotherAgentKeepsThem()
      throws Exception {
    try (ProxyBed bed = new ProxyBed(2, INTERVAL_MILLIS).start();
        Socket session = connected(bed, "mysql/0")) {
      awaitAllHealthy(bed, 2);
      List<Node> all = bed.config.proxy().backends();
      Node active = all.get(0);

      nodes(bed, List.of(withAgent(active, bed.agents.get(1).port()), all.get(1)));
      reload(bed);
      session.setSoTimeout(500);
      assertThat(ProxyBed.ends(session)).isFalse();

      session.setSoTimeout(20_000);
      nodes(bed, List.of(at(active, all.get(1).port()), all.get(1)));
      reload(bed);
      assertThat(ProxyBed.ends(session)).isTrue();
      await().until(() -> bed.whoAnswers().equals(java.util.Optional.of("mysql/1")));
    }
  }

  @Test
  void whatNeedsARestart_changesNothing() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, INTERVAL_MILLIS).start()) {
      awaitAllHealthy(bed, 2);
      PatchbayConfig before = bed.config;
      bed.config =
          new PatchbayConfig(
              before.bindAddress(),
              before.proxy().with(before.proxy().backends().subList(0, 1), List.of()),
              before.api(),
              before.galeraAgentTls(),
              before.healthPort() + 1,
              before.staticDir(),
              before.statusLog(),
              before.metrics());

      HttpResponse<String> answer = bed.api("POST", "/v0/reload");

      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(new JsonObject(answer.body()).getJsonArray("needsRestart"))
          .isEqualTo(
              new JsonArray(
                  List.of(
                      "HealthPort: " + before.healthPort() + " -> " + bed.config.healthPort())));
      assertThat(bed.backends()).hasSize(2);
    }
  }

  @Test
  void configurationThatIsNotValid_changesNothingAndSaysWhy() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, INTERVAL_MILLIS).start()) {
      bed.faults = List.of("Proxy.Port: missing");

      HttpResponse<String> answer = bed.api("POST", "/v0/reload");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("Proxy.Port");
      assertThat(bed.backends()).hasSize(2);
    }
  }

  @Test
  void credentials_areThoseOfTheNewConfigurationAtOnce() throws Exception {
    try (ProxyBed bed = new ProxyBed(1, INTERVAL_MILLIS).start()) {
      ApiConfig api = bed.config.api();
      PatchbayConfig before = bed.config;
      bed.config =
          new PatchbayConfig(
              before.bindAddress(),
              before.proxy(),
              new ApiConfig(
                  api.port(),
                  api.aggregatorPort(),
                  api.operator().username(),
                  "another",
                  api.forceHttps(),
                  api.proxyUris(),
                  api.tls()),
              before.galeraAgentTls(),
              before.healthPort(),
              before.staticDir(),
              before.statusLog(),
              before.metrics());

      HttpResponse<String> answer = bed.api("POST", "/v0/reload");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("API.Password changed").doesNotContain("another");
      assertThat(bed.api("GET", "/v0/cluster").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void newNodeThatIsUnknown_delaysNoFailover() throws Exception {
    try (ProxyBed bed =
        new ProxyBed(3, INTERVAL_MILLIS, ActiveNodePolicy.STICKY, LONG_TIMEOUT_MILLIS)) {
      List<Node> all = bed.config.proxy().backends();
      nodes(bed, all.subList(0, 2));
      bed.start();
      awaitAllHealthy(bed, 2);
      bed.agents.get(2).hang();
      nodes(bed, all);
      reload(bed);

      bed.agents.get(0).sick();

      await()
          .atMost(LONG_TIMEOUT_MILLIS / 2, TimeUnit.MILLISECONDS)
          .until(() -> bed.whoAnswers().equals(java.util.Optional.of("mysql/1")));
    }
  }

  private static Socket connected(ProxyBed bed, String node) throws Exception {
    await().until(() -> bed.whoAnswers().equals(java.util.Optional.of(node)));
    Socket session = bed.connect();
    assertThat(ProxyBed.greeting(session)).contains(node);
    return session;
  }

  private static void awaitAllHealthy(ProxyBed bed, int count) {
    await()
        .until(
            () -> {
              for (int i = 0; i < count; i++) {
                if (!healthy(bed, i)) {
                  return false;
                }
              }
              return true;
            });
  }

  private static boolean healthy(ProxyBed bed, int node) throws Exception {
    return bed.backends().getJsonObject(node).getBoolean("healthy");
  }

  private static Reloading.Applied reload(ProxyBed bed) throws Exception {
    return (Reloading.Applied)
        bed.patchbay().reload().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Node withAgent(Node node, int statusPort) {
    return new Node(node.id(), node.host(), node.port(), statusPort, node.statusEndpoint());
  }

  private static Node at(Node node, int port) {
    return new Node(node.id(), node.host(), port, node.statusPort(), node.statusEndpoint());
  }

  private static void nodes(ProxyBed bed, List<Node> nodes) {
    PatchbayConfig before = bed.config;
    bed.config =
        new PatchbayConfig(
            before.bindAddress(),
            before.proxy().with(nodes, List.of()),
            before.api(),
            before.galeraAgentTls(),
            before.healthPort(),
            before.staticDir(),
            before.statusLog(),
            before.metrics());
  }
}
