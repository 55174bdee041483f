package dev.patchbay.telemetry.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** The meters of one node, so that its series end with it. On the control loop. */
final class NodeSeries {
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();

  NodeSeries(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Notes this meter, which was just registered, and returns it. */
  <M extends Meter> M note(M meter) {
    meters.add(meter);
    return meter;
  }

  MeterRegistry registry() {
    return registry;
  }

  void end() {
    meters.forEach(registry::remove);
  }
}
