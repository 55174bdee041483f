package dev.patchbay.telemetry.metrics;

import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.StreamCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The events, and who follows them. */
final class EventMeters {
  private EventMeters() {}

  static void register(MeterRegistry registry, EventLog events, StreamCounts streams) {
    FunctionCounter.builder("patchbay.events.dropped", events, EventLog::dropped)
        .description("Events that were forgotten to make room for newer ones")
        .register(registry);
    Gauge.builder("patchbay.stream.subscribers", streams::clients)
        .description("Clients that follow the stream of events now")
        .register(registry);
    FunctionCounter.builder("patchbay.stream.dropped", streams, StreamCounts::dropped)
        .description("Clients that were sent away because they did not read what they were sent")
        .register(registry);
    FunctionCounter.builder("patchbay.stream.refused", streams, StreamCounts::refused)
        .description("Clients that were not let in because there were too many")
        .register(registry);
  }
}
