package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.health.CheckSettings;
import dev.patchbay.health.HealthMonitor;
import dev.patchbay.pump.Names;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Claims;
import dev.patchbay.routing.Intent;
import dev.patchbay.routing.Router;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three proxies' health checks and routers over real agents that are all lost and come back. Each
 * proxy has its own clock for each node.
 */
class AfterOutageTest {
  private static final int NODES = 3;
  private static final int PROXIES = 3;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int INTERVAL_MILLIS = 200;

  /** Longer than any pause of a busy machine. */
  private static final Duration WAIT = Duration.ofSeconds(3);

  private static final Duration FOREVER = Duration.ofHours(1);

  private final Random random = new Random(7);
  private final Vertx vertx = Vertx.vertx();
  private final List<FakeAgent> agents = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Router> routers = new ArrayList<>();
  private final List<HealthMonitor> monitors = new ArrayList<>();

  @BeforeEach
  void startAgents() throws Exception {
    for (int i = 0; i < NODES; i++) {
      // The order of the configuration is not the order of the indexes.
      agents.add(new FakeAgent(vertx, NODES - 1 - i));
      nodes.add(new Node("mysql/" + i, "127.0.0.1", 3306, agents.get(i).port(), "/"));
    }
  }

  @AfterEach
  void stop() throws Exception {
    monitors.forEach(HealthMonitor::stop);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private void startProxies(Duration afterOutage) {
    for (int i = 0; i < PROXIES; i++) {
      Context loop = vertx.getOrCreateContext();
      Router router =
          new Router(
              task -> loop.runOnContext(v -> task.run()),
              (millis, task) -> vertx.setTimer(millis, t -> task.run()),
              Clock.systemUTC(),
              ActiveNodePolicy.STICKY,
              new ChoiceWait(FOREVER, afterOutage),
              Routers.topology(nodes),
              Intent.INITIAL,
              Claims.alone("me"));
      routers.add(router);
      HealthMonitor monitor =
          new HealthMonitor(
              vertx,
              new Names(vertx),
              loop,
              Clock.systemUTC(),
              nodes,
              new CheckSettings(TIMEOUT_MILLIS, INTERVAL_MILLIS, Optional.empty(), true),
              router::onHealth,
              (node, verdict, nanos) -> {});
      monitors.add(monitor);
      // Not all proxies are started in the same moment, and so their checks are not.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(INTERVAL_MILLIS)));
      monitor.start();
    }
  }

  @Test
  void proxies_chooseAlike_whenAllNodesComeBackOneAfterTheOther() {
    startProxies(FOREVER);
    for (int round = 0; round < 5; round++) {
      awaitChoiceOfAll(nodes.get(NODES - 1));

      agents.forEach(FakeAgent::sick);
      awaitNoChoice();
      List<FakeAgent> back = new ArrayList<>(agents);
      Collections.shuffle(back, random);
      for (FakeAgent agent : back) {
        agent.well();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(INTERVAL_MILLIS)));
      }

      awaitChoiceOfAll(nodes.get(NODES - 1));
    }
  }

  @Test
  void proxies_chooseAlikeAndDoNotWaitForAHungAgent() {
    startProxies(WAIT);
    awaitChoiceOfAll(nodes.get(2));
    agents.forEach(FakeAgent::sick);
    awaitNoChoice();
    agents.get(2).hang();

    agents.get(0).well();
    await().until(() -> routers.stream().anyMatch(r -> !r.state().health().healthy().isEmpty()));
    long back = System.nanoTime();
    agents.get(1).well();

    awaitChoiceOfAll(nodes.get(1));
    assertThat(Duration.ofNanos(System.nanoTime() - back))
        .isLessThan(Duration.ofMillis(TIMEOUT_MILLIS / 2));
  }

  /** A wait that never ends would be seen here. */
  @Test
  void failoverToAHealthyNode_doesNotWait() {
    startProxies(FOREVER);
    awaitChoiceOfAll(nodes.get(2));
    agents.get(0).sick();
    await().until(() -> routers.stream().allMatch(r -> r.state().health().healthy().size() == 2));

    agents.get(2).sick();

    awaitChoiceOfAll(nodes.get(1));
  }

  private void awaitChoiceOfAll(Node node) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(routers)
                    .allSatisfy(r -> assertThat(r.state().active().node()).contains(node)));
  }

  private void awaitNoChoice() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> routers.stream().allMatch(r -> r.state().active().node().isEmpty()));
  }
}
