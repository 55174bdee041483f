package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Health;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.Switchover;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the log says where a listener drains several nodes at once. */
class SpreadDrainLogTest {
  private static final ListenerId REPORTS = new ListenerId("reports");
  private final List<Node> nodes = Stream.of("a", "b", "c").map(SpreadDrainLogTest::node).toList();

  @Test
  void eachDrain_andEachNewDeadline_isALine() {
    ListenerSpec spread =
        new ListenerSpec(REPORTS, "Listeners", "127.0.0.1", 0, Selector.FEWEST_SESSIONS, 3000);
    Router router =
        Routers.direct(
            Clock.fixed(SmallCluster.NOW, ZoneOffset.UTC),
            ActiveNodePolicy.STICKY,
            new Topology(nodes, List.of(Routers.activeOnly(nodes).listeners().get(0), spread)));
    BackendData backends = new BackendData(() -> router.state().health(), node -> 7);
    router.follow(new RouteLog(REPORTS, router, backends, () -> 0));
    Health health = router.state().health();
    for (Node node : nodes) {
      health =
          health.with(
              health.of(node.id()).orElseThrow().after(Verdict.healthy("200"), SmallCluster.NOW));
    }
    router.onHealth(health);

    try (Caught bridge = new Caught("reports-bridge-runner")) {
      drain(router, nodes.get(1), 9);
      drain(router, nodes.get(2), 9);
      drain(router, nodes.get(1), 60);
      drain(router, nodes.get(1), 0);

      assertThat(bridge.lines())
          .hasSize(3)
          .containsOnly(
              "reports-bridge-runner.Draining {} at {}: its sessions go on, new ones go elsewhere");
      assertThat(bridge.data()).contains("\"until\":\"" + SmallCluster.NOW.plusSeconds(60) + "\"");
    }
  }

  private static void drain(Router router, Node node, int seconds) {
    router.disable(
        node.id(),
        new Switchover.Request(
            Optional.empty(),
            Duration.ofSeconds(seconds),
            "disk",
            new Operator("admin", "10.0.0.9")));
  }

  private static Node node(String name) {
    return new Node(new NodeId(name), "10.0.0." + (int) name.charAt(0), 3306, 9200, "/");
  }
}
