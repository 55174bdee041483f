package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent does without a database. */
class AgentServerTest {

  private static final String NOTHING_KNOWN =
      "{\"wsrep_local_state\":0,\"wsrep_local_state_comment\":\"\","
          + "\"wsrep_local_index\":18446744073709551615,\"healthy\":false}";

  @Test
  void databaseRefused_statusIs200AndUnhealthy_rootIs503WithReason() {
    int port = FreePort.take();
    try (RunningAgent agent = RunningAgent.ofPort(port)) {

      HttpResponse<String> status = agent.get("/api/v1/status");
      HttpResponse<String> root = agent.get("/");

      assertThat(status.statusCode()).isEqualTo(200);
      assertThat(status.body()).isEqualTo(NOTHING_KNOWN);
      assertThat(status.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(root.statusCode()).isEqualTo(503);
      assertThat(root.body())
          .startsWith("unhealthy: the database at 127.0.0.1:" + port + " cannot be asked: ")
          .contains("Connection refused")
          .endsWith("\n")
          .hasLineCount(1);
    }
  }

  @Test
  void otherPaths_are404() {
    try (RunningAgent agent = RunningAgent.ofPort(FreePort.take())) {
      assertThat(
              Stream.of("/x", "/api/v1/status/", "/api/v1", "//")
                  .map(p -> agent.get(p).statusCode()))
          .containsOnly(404);
    }
  }

  @Test
  void otherMethods_are405WithAllow() {
    try (RunningAgent agent = RunningAgent.ofPort(FreePort.take())) {

      HttpResponse<String> status = agent.ask("POST", "/api/v1/status");
      HttpResponse<String> root = agent.ask("DELETE", "/");

      assertThat(status.statusCode()).isEqualTo(405);
      assertThat(status.headers().firstValue("Allow")).hasValue("GET, HEAD");
      assertThat(root.statusCode()).isEqualTo(405);
      assertThat(root.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS"})
  void loadBalancersMethods_getTheSameCodeAsGet(String method) {
    try (RunningAgent agent = RunningAgent.ofPort(FreePort.take())) {
      assertThat(agent.ask(method, "/").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void silentDatabase_manyRequestsShareOneConnection_andAllAreAnswered() throws Exception {
    try (FakePeer database = FakePeer.silent();
        RunningAgent agent = RunningAgent.ofPort(database.port())) {
      long start = System.nanoTime();

      List<CompletableFuture<HttpResponse<String>>> answers =
          Stream.generate(() -> agent.later("/")).limit(50).toList();
      List<String> bodies = answers.stream().map(a -> a.join().body()).toList();

      assertThat(bodies)
          .containsOnly(
              "unhealthy: the database at 127.0.0.1:%d did not answer within 1000 ms\n"
                  .formatted(database.port()));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
      assertThat(database.accepted()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void silentDatabase_connectionIsDroppedAtTheTimeout() throws Exception {
    try (FakePeer database = FakePeer.silent();
        RunningAgent agent = RunningAgent.ofPort(database.port())) {
      agent.get("/");
      agent.get("/");

      assertThat(database.accepted()).isEqualTo(3);
      await().atMost(Duration.ofSeconds(30)).until(() -> database.open() == 0);
    }
  }

  @Test
  void databaseWithTooManyConnections_isUnhealthy() throws Exception {
    byte[] error = FakePeer.errorPacket(1040, "Too many connections");
    try (FakePeer database = FakePeer.saying(error);
        RunningAgent agent = RunningAgent.ofPort(database.port())) {
      assertThat(agent.get("/").body())
          .isEqualTo(
              "unhealthy: the database at 127.0.0.1:%d answered with error 1040: Too many connections\n"
                  .formatted(database.port()));
    }
  }

  @Test
  void databaseThatIsNone_isUnhealthy() throws Exception {
    try (FakePeer database = FakePeer.saying("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
        RunningAgent agent = RunningAgent.ofPort(database.port())) {
      assertThat(agent.get("/").body())
          .startsWith(
              "unhealthy: the database at 127.0.0.1:%d cannot be asked: "
                  .formatted(database.port()));
    }
  }

  @Test
  void hugeHeader_isRefused() {
    try (RunningAgent agent = RunningAgent.ofPort(FreePort.take())) {
      assertThat(agent.get("/?" + "x".repeat(4000)).statusCode()).isEqualTo(414);
    }
  }

  @Test
  void start_portInUse_failsAndNamesTheReason() throws Exception {
    try (FakePeer other = FakePeer.silent()) {
      var vertx = io.vertx.core.Vertx.vertx();
      try {
        var config =
            new AgentConfig(
                "127.0.0.1",
                other.port(),
                new DatabaseLogin("127.0.0.1", 3306, "u", "p"),
                Duration.ofSeconds(1),
                HealthRules.STRICT,
                java.util.Optional.empty(),
                AgentConfig.Signs.NONE);

        assertThatThrownBy(() -> new AgentServer(vertx, config).start().await())
            .hasMessageContaining("Address already in use");
      } finally {
        vertx.close().await(30, TimeUnit.SECONDS);
      }
    }
  }

  /** Its node is as healthy as before: who hears otherwise moves the traffic for nothing. */
  @RepeatedTest(5)
  void stop_whileChecksCome_tellsNobodyThatTheNodeIsUnhealthy() throws Exception {
    byte[] rows =
        FakeServer.rows(
            "wsrep_cluster_status",
            "Primary",
            "wsrep_ready",
            "ON",
            "wsrep_local_state",
            "4",
            "read_only",
            "OFF");
    BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    try (FakePeer database = new FakePeer(FakeServer.answering(command -> rows));
        RunningAgent agent = RunningAgent.ofPort(database.port())) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread caller = new Thread(() -> askUntilItEnds(agent, bodies));
        caller.start();
        callers.add(caller);
      }
      await().until(() -> bodies.size() > 20);

      agent.stop();

      for (Thread caller : callers) {
        caller.join(30_000);
      }
      assertThat(bodies).containsOnly("healthy: wsrep_local_state is 4\n");
    }
  }

  private static void askUntilItEnds(RunningAgent agent, BlockingQueue<String> bodies) {
    try {
      while (true) {
        bodies.add(agent.get("/").body());
      }
    } catch (RuntimeException | AssertionError e) {
      // It has ended.
    }
  }

  @Test
  void stop_whileALookIsUnderWay_leavesNothingOpen() throws Exception {
    try (FakePeer database = FakePeer.silent();
        RunningAgent agent = RunningAgent.ofPort(database.port())) {
      CompletableFuture<HttpResponse<String>> waiting = agent.later("/");
      await().until(() -> database.accepted() == 2);

      agent.stop();

      assertThat(waiting.handle((answer, failure) -> "ended").join()).isEqualTo("ended");
      await().atMost(Duration.ofSeconds(30)).until(() -> database.open() == 0);
      assertThatThrownBy(() -> agent.get("/")).hasMessageContaining("ConnectException");
    }
  }
}
