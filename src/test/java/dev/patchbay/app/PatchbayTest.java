package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.health.OutlierDetector;
import dev.patchbay.routing.ActiveNodePolicy;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatchbayTest {
  private static final int INTERVAL_MILLIS = 100;

  /** So long that no check of a test comes from the clock. */
  private static final int NEVER_MILLIS = 3_600_000;

  @Test
  void sessions_goToTheLowestIndexUntilItIsSickAndDoNotComeBack() throws Exception {
    try (ProxyBed bed = started(3, INTERVAL_MILLIS);
        Socket session = bed.connect()) {
      assertThat(ProxyBed.greeting(session)).contains("mysql/0");

      bed.agents.get(0).sick();
      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(bed.whoAnswers()).contains("mysql/1");

      bed.agents.get(0).well();
      await().until(() -> bed.backends().getJsonObject(0).getBoolean("healthy"));
      assertThat(bed.whoAnswers()).contains("mysql/1");
    }
  }

  @Test
  void returningNode_takesTheTrafficBackUnderLowestIndex() throws Exception {
    try (ProxyBed bed = new ProxyBed(2, INTERVAL_MILLIS, ActiveNodePolicy.LOWEST_INDEX).start()) {
      awaitActive(bed, "mysql/0");
      bed.agents.get(0).sick();
      awaitActive(bed, "mysql/1");
      try (Socket session = bed.connect()) {
        ProxyBed.greeting(session);

        bed.agents.get(0).well();

        assertThat(ProxyBed.ends(session)).isTrue();
        assertThat(bed.whoAnswers()).contains("mysql/0");
      }
    }
  }

  @Test
  void inactiveListener_goesToAnotherNodeAndIsCutOnItsOwn() throws Exception {
    try (ProxyBed bed = started(3, INTERVAL_MILLIS);
        Socket active = bed.connect();
        Socket inactive = bed.connect(bed.config.proxy().inactiveMysqlPort())) {
      assertThat(ProxyBed.greeting(active)).contains("mysql/0");
      assertThat(ProxyBed.greeting(inactive)).contains("mysql/2");
      assertThat(bed.backends().getJsonObject(2).getInteger("currentSessionCount")).isEqualTo(1);

      bed.agents.get(2).sick();

      assertThat(ProxyBed.ends(inactive)).isTrue();
      active.getOutputStream().write('x');
      assertThat(active.getInputStream().read()).isEqualTo('x');
      assertThat(bed.whoAnswers(bed.config.proxy().inactiveMysqlPort())).contains("mysql/1");
    }
  }

  @Test
  void trafficSwitchedOff_cutsBothListenersAndOnAgainServesThem() throws Exception {
    try (ProxyBed bed = started(2, INTERVAL_MILLIS);
        Socket active = bed.connect();
        Socket inactive = bed.connect(bed.config.proxy().inactiveMysqlPort())) {
      ProxyBed.greeting(active);
      ProxyBed.greeting(inactive);

      HttpResponse<String> off =
          bed.api("PATCH", "/v0/cluster?trafficEnabled=false&message=upgrade");

      assertThat(new JsonObject(off.body()).getString("message")).isEqualTo("upgrade");
      assertThat(ProxyBed.ends(active)).isTrue();
      assertThat(ProxyBed.ends(inactive)).isTrue();
      assertThat(bed.whoAnswers()).isEmpty();

      bed.api("PATCH", "/v0/cluster?trafficEnabled=true");
      assertThat(bed.whoAnswers()).contains("mysql/0");
    }
  }

  @Test
  void refusedDial_bringsTheCheckForwardAndTheSessionToTheNextNode() throws Exception {
    try (ProxyBed bed = started(2, NEVER_MILLIS)) {
      bed.agents.get(0).sick();
      bed.nodes.get(0).stop();

      assertThat(bed.whoAnswers()).contains("mysql/1");

      assertThat(bed.cluster().getJsonObject("activeBackend").getString("name"))
          .isEqualTo("mysql/1");
    }
  }

  @Test
  void severalSessionsLost_bringTheCheckForward() throws Exception {
    try (ProxyBed bed = started(2, NEVER_MILLIS)) {
      List<Socket> sessions = new ArrayList<>();
      for (int i = 0; i < OutlierDetector.LOSSES; i++) {
        sessions.add(bed.connect());
        ProxyBed.greeting(sessions.get(i));
      }
      bed.agents.get(0).sick();

      bed.nodes.get(0).closeConnections();
      for (Socket session : sessions) {
        assertThat(ProxyBed.ends(session)).isTrue();
        session.close();
      }

      awaitActive(bed, "mysql/1");
    }
  }

  @Test
  void agentThatHangs_isGivenUpAfterTheTimeout() throws Exception {
    try (ProxyBed bed = started(2, INTERVAL_MILLIS);
        Socket session = bed.connect()) {
      ProxyBed.greeting(session);

      bed.agents.get(0).hang();

      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(bed.whoAnswers()).contains("mysql/1");
    }
  }

  @Test
  void noHealthyNode_refusesAndRecovers() throws Exception {
    try (ProxyBed bed = started(1, INTERVAL_MILLIS)) {
      bed.agents.get(0).sick();
      await().until(() -> bed.cluster().getValue("activeBackend") == null);
      assertThat(bed.whoAnswers()).isEmpty();

      bed.agents.get(0).well();

      awaitActive(bed, "mysql/0");
      assertThat(bed.whoAnswers()).contains("mysql/0");
    }
  }

  @Test
  void everyWebListener_answers() throws Exception {
    try (ProxyBed bed = started(2, INTERVAL_MILLIS);
        Socket session = bed.connect()) {
      ProxyBed.greeting(session);

      assertThat(bed.get(bed.config.healthPort(), "/whatever").statusCode()).isEqualTo(200);
      assertThat(bed.get(bed.config.api().aggregatorPort(), "/").statusCode()).isEqualTo(401);
      assertThat(bed.get(bed.config.api().port(), "/v0/backends").statusCode()).isEqualTo(401);
      assertThat(bed.get(bed.config.metrics().port(), "/metrics").body())
          .contains(
              "# TYPE backend_sessions_total gauge\nbackend_sessions_total{backend=\"mysql/0\"} 1\n");
    }
  }

  @Test
  void healthPort_closesAtOnceWhileTrafficGoesOn() throws Exception {
    try (ProxyBed bed = started(2, INTERVAL_MILLIS);
        Socket session = bed.connect()) {
      ProxyBed.greeting(session);

      bed.patchbay().stopHealthPort();

      await().until(() -> !accepts(bed.config.healthPort()));
      bed.agents.get(0).sick();
      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(bed.whoAnswers()).contains("mysql/1");
    }
  }

  @Test
  void closedProxy_cutsEverySessionAndListensNoMore() throws Exception {
    try (ProxyBed bed = started(2, INTERVAL_MILLIS);
        Socket session = bed.connect()) {
      ProxyBed.greeting(session);

      bed.patchbay().close();

      assertThat(ProxyBed.ends(session)).isTrue();
      assertThat(accepts(bed.config.proxy().port())).isFalse();
      assertThat(accepts(bed.config.api().port())).isFalse();
    }
  }

  @Test
  void takenPort_isNamedWithItsKeyAndNothingIsLeftListening() throws Exception {
    try (ProxyBed bed = new ProxyBed(1, INTERVAL_MILLIS);
        ServerSocket taken =
            new ServerSocket(bed.config.healthPort(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(bed::start)
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("HealthPort")
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("in use");

      await().until(() -> !accepts(bed.config.proxy().port()));
      await().until(() -> !accepts(bed.config.api().port()));
    }
  }

  private static ProxyBed started(int nodes, int intervalMillis) throws Exception {
    ProxyBed bed = new ProxyBed(nodes, intervalMillis).start();
    awaitActive(bed, "mysql/0");
    return bed;
  }

  private static void awaitActive(ProxyBed bed, String name) {
    await()
        .until(
            () ->
                Optional.ofNullable(bed.cluster().getJsonObject("activeBackend"))
                    .map(b -> b.getString("name"))
                    .equals(Optional.of(name)));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
