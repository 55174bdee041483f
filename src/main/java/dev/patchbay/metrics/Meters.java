package dev.patchbay.metrics;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/** Counts sessions' beginnings and ends. The labels take few values, none of them a stranger's. */
public final class Meters implements SessionObserver {
  private final MeterRegistry registry;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void opened(Role role, Backend node) {
    Counter.builder("patchbay.sessions.opened")
        .description("Sessions that have reached their node")
        .tag("listener", role.word())
        .tag("backend", node.name())
        .register(registry)
        .increment();
  }

  /** Counts the end; a session that never reached a node has the backend {@code none}. */
  @Override
  public void closed(Role role, Optional<Backend> node, CloseReason reason) {
    Counter.builder("patchbay.sessions.closed")
        .description("Sessions that have ended, refused ones included")
        .tag("listener", role.word())
        .tag("backend", node.map(Backend::name).orElse("none"))
        .tag("reason", reason.word())
        .register(registry)
        .increment();
  }
}
