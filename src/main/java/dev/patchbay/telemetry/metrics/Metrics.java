package dev.patchbay.telemetry.metrics;

import dev.patchbay.health.HealthObserver;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.routing.Router;
import dev.patchbay.session.HoldCount;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionLimit;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.StreamCounts;
import dev.patchbay.topology.ListenerId;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All metrics of a proxy; docs/metrics.md says what each of them means. */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final LoopLag loopLag = new LoopLag(registry, System::nanoTime);
  private final Router router;
  private final SessionCounts counts;
  private final HealthMeters checks;
  private final Map<ListenerId, SessionObserver> sessions;
  private Optional<LimitMeters> limitMeters = Optional.empty();

  /**
   * Metrics that follow this router. Before its first change, and after the counts follow it.
   *
   * @param version of this program
   */
  public Metrics(Router router, SessionCounts counts, TrafficCounts traffic, String version) {
    this.router = router;
    this.counts = counts;
    this.checks = new HealthMeters(registry, router, System::nanoTime);
    Map<ListenerId, SessionObserver> observers = new HashMap<>();
    for (ListenerId listener : router.state().topology().listenerIds()) {
      SessionMeters meters = new SessionMeters(registry, listener, counts, traffic);
      router.follow(meters);
      new RouteMeters(registry, listener, router, checks::lastFault);
      observers.put(
          listener,
          SessionObserver.all(
              meters,
              new FailoverTimer(registry, listener, System::nanoTime, checks::lastHealthyNanos)));
    }
    this.sessions = Map.copyOf(observers);
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
  public SessionObserver sessions(ListenerId listener) {
    return sessions.get(listener);
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

  /** The limit of sessions is another one. From one thread at a time. */
  public void limitChanged() {
    limitMeters.ifPresent(LimitMeters::changed);
  }

  /** Shows this limit. Once. */
  public void show(SessionLimit limit) {
    limitMeters = Optional.of(new LimitMeters(registry, limit));
  }

  /** Shows how many sessions of this listener wait for a node. Once for each listener. */
  public void show(ListenerId listener, HoldCount hold) {
    HoldMeters.register(registry, listener, hold);
  }

  /** Measures event loops. */
  public LoopLag loopLag() {
    return loopLag;
  }

  /** All of it in the Prometheus text format 0.0.4, the contract's own lines first. */
  public String text() {
    return ContractMetrics.text(router.state().topology().nodes(), counts) + registry.scrape();
  }

  /** Ends what measures by itself. From any thread. */
  @Override
  public void close() {
    loopLag.stop();
    gc.close();
  }
}
