package dev.patchbay.health;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.NodeHealth;
import dev.patchbay.cluster.Verdict;
import dev.patchbay.config.AgentTlsConfig;
import dev.patchbay.pump.Names;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  private final AgentCheck check;
  private final Duration patience;
  private final Map<Backend, NodeWatch> watches = new LinkedHashMap<>();
  private ClusterView view;

  /**
   * A monitor over HTTP that has not started.
   *
   * @param names what looks hosts up; the same that sessions use
   * @param loop the context on whose event loop all checks run
   * @param timeoutMillis a check with no complete answer in this time has failed
   * @param intervalMillis time between the starts of two checks of one node
   * @param tls how the agents' certificates are verified; empty means plain http
   * @param onChange given each new view, on the loop
   */
  public HealthMonitor(
      Vertx vertx,
      Names names,
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
        names,
        loop,
        clock,
        backends,
        timeoutMillis,
        intervalMillis,
        LoopClock.of(vertx),
        tls,
        onChange,
        observer);
  }

  private HealthMonitor(
      Vertx vertx,
      Names names,
      Context loop,
      Clock clock,
      List<Backend> backends,
      int timeoutMillis,
      int intervalMillis,
      LoopClock loopClock,
      Optional<AgentTlsConfig> tls,
      Consumer<ClusterView> onChange,
      HealthObserver observer) {
    this(
        vertx,
        loop,
        clock,
        backends,
        timeoutMillis,
        intervalMillis,
        loopClock,
        new HttpAgentCheck(
            vertx,
            names,
            loopClock,
            timeoutMillis,
            tls,
            new FileReserve(FileReserve.OF_A_CHECK * backends.size())),
        onChange,
        observer);
  }

  HealthMonitor(
      Vertx vertx,
      Context loop,
      Clock clock,
      List<Backend> backends,
      int timeoutMillis,
      int intervalMillis,
      LoopClock loopClock,
      AgentCheck check,
      Consumer<ClusterView> onChange,
      HealthObserver observer) {
    this.loop = loop;
    this.clock = clock;
    this.onChange = onChange;
    this.observer = observer;
    this.check = check;
    this.patience = Duration.ofMillis(timeoutMillis);
    this.view = ClusterView.unknown(backends, clock.instant());
    for (Backend backend : backends) {
      watches.put(
          backend,
          new NodeWatch(
              vertx,
              backend,
              check,
              intervalMillis,
              System::nanoTime,
              loopClock::nanos,
              this::checked));
    }
  }

  /**
   * Begins to check all nodes at once, after what the first check must not have to wait for. From
   * any thread.
   */
  public void start() {
    loop.runOnContext(
        v -> check.prepare().onComplete(done -> watches.values().forEach(NodeWatch::check)));
  }

  /** Checks this node now, not at its next turn: a session had trouble with it. From any thread. */
  public void suspect(Backend backend) {
    loop.runOnContext(v -> watches.get(backend).suspect());
  }

  /**
   * The address at which this host's agent last said that the node is healthy: the same name may
   * have others. From any thread.
   */
  public Optional<InetAddress> heardFrom(String host) {
    return check.heardFrom(host);
  }

  /** Ends all checks. From any thread. */
  public void stop() {
    loop.runOnContext(
        v -> {
          watches.values().forEach(NodeWatch::stop);
          check.end();
        });
  }

  private void checked(Backend backend, Verdict verdict, long nanos) {
    try {
      observer.checked(backend, verdict, nanos);
    } finally {
      // Whatever becomes of the observer, the node's health is known.
      become(health(view.of(backend).orElseThrow(), verdict));
    }
  }

  /**
   * What is known of a node after this. A node that cannot be checked, for want of something of the
   * proxy's own, is what it was. If it has never been checked, the first choice waits for it as
   * long as it waits for an agent that does not answer, and then goes on without it.
   */
  private NodeHealth health(NodeHealth before, Verdict verdict) {
    Instant now = clock.instant();
    boolean waitedEnough = !now.isBefore(before.since().plus(patience));
    return !verdict.decides() && waitedEnough
        ? before.unchecked(verdict.reason(), now)
        : before.after(verdict, now);
  }

  private void become(NodeHealth now) {
    if (now.isHealthy() && view.isComplete() && view.healthy().isEmpty()) {
      askOthers(now.backend());
    }
    if (!now.equals(view.of(now.backend()).orElseThrow())) {
      view = view.with(now);
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
