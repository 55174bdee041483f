package dev.patchbay.metrics;

import dev.patchbay.cluster.Backend;
import dev.patchbay.events.EventLog;
import dev.patchbay.events.StreamCounts;
import dev.patchbay.health.HealthObserver;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionLimit;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All metrics of a proxy; docs/metrics.md says what each of them means. */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final LoopLag loopLag = new LoopLag(registry, System::nanoTime);
  private final List<Backend> backends;
  private final SessionCounts counts;
  private final HealthMeters checks;
  private final Map<Role, SessionObserver> sessions;

  /**
   * Metrics that follow this router. Before its first change.
   *
   * @param roles the listeners that there are
   * @param version of this program
   */
  public Metrics(
      List<Backend> backends,
      List<Role> roles,
      Router router,
      SessionCounts counts,
      TrafficCounts traffic,
      String version) {
    this.backends = backends;
    this.counts = counts;
    this.checks = new HealthMeters(registry, backends, router);
    this.sessions =
        roles.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    role ->
                        SessionObserver.all(
                            new SessionMeters(registry, role, backends, counts, traffic),
                            new FailoverTimer(registry, role, System::nanoTime))));
    roles.forEach(role -> new RouteMeters(registry, role, backends, router, checks::lastFault));
    Gauge.builder("patchbay.traffic.enabled", () -> router.state().traffic().enabled() ? 1 : 0)
        .description("0 while an operator has switched the traffic off, else 1")
        .register(registry);
    Gauge.builder("patchbay.build.info", () -> 1)
        .description("The version that runs")
        .tag("version", version)
        .register(registry);
    process().forEach(binder -> binder.bindTo(registry));
  }

  private List<MeterBinder> process() {
    return List.of(
        new JvmInfoMetrics(),
        new JvmMemoryMetrics(),
        gc,
        new JvmThreadMetrics(),
        new ProcessorMetrics(),
        new FileDescriptorMetrics(),
        new UptimeMetrics());
  }

  /** Counts the sessions of one listener. */
  public SessionObserver sessions(Role role) {
    return sessions.get(role);
  }

  /** Counts health checks. */
  public HealthObserver checks() {
    return checks;
  }

  /** Shows what these know. Once. */
  public void show(EventLog events, StreamCounts streams, PeerWatch peers) {
    EventMeters.register(registry, events, streams);
    PeerMeters.register(registry, peers);
  }

  /** Shows this limit. Once. */
  public void show(SessionLimit limit) {
    LimitMeters.register(registry, limit);
  }

  /** Measures event loops. */
  public LoopLag loopLag() {
    return loopLag;
  }

  /** All of it in the Prometheus text format 0.0.4, the contract's own lines first. */
  public String text() {
    return ContractMetrics.text(backends, counts) + registry.scrape();
  }

  /** Ends what measures by itself. From any thread. */
  @Override
  public void close() {
    loopLag.stop();
    gc.close();
  }
}
