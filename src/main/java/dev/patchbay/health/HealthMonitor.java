package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.NodeHealth;
import dev.patchbay.cluster.Verdict;
import dev.patchbay.config.AgentTlsConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Watches every node and keeps the {@link ClusterView}, whose only writer it is. All of it runs on
 * one event loop.
 */
public final class HealthMonitor {
  private final Context loop;
  private final Clock clock;
  private final Consumer<ClusterView> onChange;
  private final HealthObserver observer;
  private final Map<Backend, NodeWatch> watches = new LinkedHashMap<>();
  private ClusterView view;

  /**
   * A monitor over HTTP that has not started.
   *
   * @param loop the context on whose event loop all checks run
   * @param timeoutMillis a check with no complete answer in this time has failed
   * @param intervalMillis time between the starts of two checks of one node
   * @param tls how the agents' certificates are verified; empty means plain http
   * @param onChange given each new view, on the loop
   */
  public HealthMonitor(
      Vertx vertx,
      Context loop,
      Clock clock,
      List<Backend> backends,
      int timeoutMillis,
      int intervalMillis,
      Optional<AgentTlsConfig> tls,
      Consumer<ClusterView> onChange,
      HealthObserver observer) {
    this(
        vertx,
        loop,
        clock,
        backends,
        intervalMillis,
        new HttpAgentCheck(vertx, timeoutMillis, tls),
        onChange,
        observer);
  }

  HealthMonitor(
      Vertx vertx,
      Context loop,
      Clock clock,
      List<Backend> backends,
      int intervalMillis,
      AgentCheck check,
      Consumer<ClusterView> onChange,
      HealthObserver observer) {
    this.loop = loop;
    this.clock = clock;
    this.onChange = onChange;
    this.observer = observer;
    this.view = ClusterView.unknown(backends, clock.instant());
    for (Backend backend : backends) {
      watches.put(
          backend,
          new NodeWatch(vertx, backend, check, intervalMillis, System::nanoTime, this::checked));
    }
  }

  /** Begins to check all nodes at once. From any thread. */
  public void start() {
    loop.runOnContext(v -> watches.values().forEach(NodeWatch::check));
  }

  /** Checks this node now, not at its next turn: a session had trouble with it. From any thread. */
  public void suspect(Backend backend) {
    loop.runOnContext(v -> watches.get(backend).suspect());
  }

  /** Ends all checks. From any thread. */
  public void stop() {
    loop.runOnContext(v -> watches.values().forEach(NodeWatch::stop));
  }

  private void checked(Backend backend, Verdict verdict, long nanos) {
    observer.checked(backend, verdict, nanos);
    NodeHealth before = view.of(backend).orElseThrow();
    NodeHealth after = before.after(verdict, clock.instant());
    if (after.isHealthy() && view.isComplete() && view.healthy().isEmpty()) {
      askOthers(backend);
    }
    if (!after.equals(before)) {
      view = view.with(after);
      onChange.accept(view);
    }
  }

  /** One is back after an outage of all, and the choice waits to hear what has become of these. */
  private void askOthers(Backend but) {
    watches.forEach(
        (backend, watch) -> {
          if (!backend.equals(but)) {
            watch.suspect();
          }
        });
  }
}
