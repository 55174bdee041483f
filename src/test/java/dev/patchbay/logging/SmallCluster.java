package dev.patchbay.logging;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.testing.Routers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A router over two nodes, told by the test what the health checks say. */
final class SmallCluster {
  static final Instant NOW = Instant.parse("2026-11-21T09:03:14.322211Z");
  final Backend a = new Backend("db/0", "10.0.0.1", 3306, 9201, "/", 0);
  final Backend b = new Backend("db/1", "10.0.0.2", 3307, 9201, "/", 1);
  private ClusterView view = ClusterView.unknown(List.of(a, b), NOW);
  final Router router =
      Routers.direct(Clock.fixed(NOW, ZoneOffset.UTC), ActiveNodePolicy.STICKY, view);

  SmallCluster up(Backend node) {
    return tell(node, Verdict.healthy("200"));
  }

  SmallCluster down(Backend node, String reason) {
    return tell(node, Verdict.unhealthy(reason));
  }

  private SmallCluster tell(Backend node, Verdict verdict) {
    view = view.with(view.of(node).orElseThrow().after(verdict, NOW));
    router.onView(view);
    return this;
  }
}
