package dev.patchbay.telemetry.logging;

import dev.patchbay.health.Health;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A router over two nodes, told by the test what the health checks say. */
final class SmallCluster {
  static final Instant NOW = Instant.parse("2026-11-21T09:03:14.322211Z");
  final Node a = new Node("db/0", "10.0.0.1", 3306, 9201, "/");
  final Node b = new Node("db/1", "10.0.0.2", 3307, 9201, "/");
  private Health view = Health.unknown(List.of(a, b), NOW);
  final Router router =
      Routers.direct(Clock.fixed(NOW, ZoneOffset.UTC), ActiveNodePolicy.STICKY, view);

  /** Each node has seven sessions. */
  final BackendData backends = new BackendData(() -> router.state().health(), node -> 7);

  SmallCluster up(Node node) {
    return tell(node, Verdict.healthy("200"));
  }

  SmallCluster down(Node node, String reason) {
    return tell(node, Verdict.unhealthy(reason));
  }

  private SmallCluster tell(Node node, Verdict verdict) {
    view = view.with(view.of(node.id()).orElseThrow().after(verdict, NOW));
    router.onHealth(view);
    return this;
  }
}
