package dev.patchbay.telemetry.metrics;

import dev.patchbay.peers.PeerView;
import dev.patchbay.peers.PeerWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** What is known of the other proxies. The label is what the configuration calls them. */
final class PeerMeters {
  private PeerMeters() {}

  static void register(MeterRegistry registry, PeerWatch watch) {
    Gauge.builder("patchbay.peers.disagree", () -> watch.disagreement().isEmpty() ? 0 : 1)
        .description("1 while proxies send clients to different nodes, else 0")
        .register(registry);
    for (PeerView entry : watch.views()) {
      Gauge.builder("patchbay.peer.reachable", () -> reachable(watch.views(), entry.name()))
          .description("1 if the proxy answered when it was last asked, else 0; NaN if it is not")
          .tag("proxy", entry.name())
          .register(registry);
    }
  }

  /** Of one that is not asked, or not there any more, there is nothing to be alarmed about. */
  static double reachable(List<PeerView> views, String name) {
    return views.stream()
        .filter(view -> view.name().equals(name) && !view.isLeftAlone())
        .findFirst()
        .map(view -> view.facts().isPresent() ? 1.0 : 0.0)
        .orElse(Double.NaN);
  }
}
