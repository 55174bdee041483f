package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Health;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Topology;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A router that starts without nodes, because they are found by name. */
class FoundLaterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Node A = new Node("mysql/a", "10.0.0.1", 3306, 9200, "/");

  private final Router router =
      Routers.direct(
          Clock.fixed(NOW, ZoneOffset.UTC),
          ActiveNodePolicy.STICKY,
          Health.unknown(List.of(), NOW));

  @Test
  void routerWithoutNodes_hasNotBegun_untilItIsToldThatThereAreNone() {
    assertThat(router.state().begun()).isFalse();

    router.setTraffic(true, "", new Operator("proxy", "10.0.0.9"));
    assertThat(router.state().begun()).isFalse();
    reload();

    assertThat(router.state().begun()).isTrue();
    assertThat(router.state().active().reason()).isEqualTo(Reason.NO_HEALTHY_NODE);
  }

  @Test
  void nodesThatAreFoundFirst_areWaitedForLikeConfiguredOnes() {
    reload(A);

    assertThat(router.state().begun()).isFalse();
  }

  private void reload(Node... nodes) {
    Topology topology = router.state().topology().withNodes(List.of(nodes));
    router.reload(topology, ActiveNodePolicy.STICKY, ChoiceWait.of(5000, 500));
  }
}
