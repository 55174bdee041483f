package dev.patchbay.telemetry.metrics;

import dev.patchbay.peers.PeerWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is known of the other proxies. The label is what the configuration calls them. */
final class PeerMeters {
  private PeerMeters() {}

  static void register(MeterRegistry registry, PeerWatch watch) {
    Gauge.builder("patchbay.peers.disagree", () -> watch.disagreement().isEmpty() ? 0 : 1)
        .description("1 while proxies send clients to different nodes, else 0")
        .register(registry);
    for (int i = 0; i < watch.views().size(); i++) {
      int place = i;
      Gauge.builder(
              "patchbay.peer.reachable", () -> watch.views().get(place).facts().isPresent() ? 1 : 0)
          .description("1 if the proxy answered when it was last asked, else 0")
          .tag("proxy", watch.views().get(place).name())
          .register(registry);
    }
  }
}
