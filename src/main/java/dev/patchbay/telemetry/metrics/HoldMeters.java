package dev.patchbay.telemetry.metrics;

import dev.patchbay.session.HoldCount;
import dev.patchbay.topology.ListenerId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The sessions of one listener that wait for a node. */
final class HoldMeters {
  private HoldMeters() {}

  static void register(MeterRegistry registry, ListenerId listener, HoldCount hold) {
    Gauge.builder("patchbay.held.sessions", hold, HoldCount::now)
        .description("Sessions that wait for a node now, or are on their way to it at last")
        .tags(Names.of(listener))
        .register(registry);
    FunctionCounter.builder("patchbay.held", hold, HoldCount::total)
        .description("Sessions that had to wait for a node")
        .tags(Names.of(listener))
        .register(registry);
    FunctionCounter.builder("patchbay.held.turned.away", hold, HoldCount::turnedAway)
        .description("Sessions that waited and had to go because too many did")
        .tags(Names.of(listener))
        .register(registry);
  }
}
