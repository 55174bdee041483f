package dev.patchbay.health;

import dev.patchbay.pump.Names;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Watches every node and keeps the {@link Health}, whose only writer it is. All of it runs on one
 * event loop. Which nodes there are, and how they are checked, may change while it runs; what is
 * known of a node that stays as it was is kept, and its clock goes on.
 */
public final class HealthMonitor {
  private final Vertx vertx;
  private final Context loop;
  private final Clock clock;
  private final LoopClock loopClock;
  private final BiFunction<CheckSettings, FileReserve, AgentCheck> checks;
  private final FileReserve reserve;
  private final Consumer<Health> onChange;
  private final HealthObserver observer;
  private final Map<NodeId, NodeWatch> watches = new LinkedHashMap<>();
  private final Map<NodeId, StreamWatch> streams = new HashMap<>();
  private CheckSettings settings;
  private boolean started;

  /** Until when whoever is added has to wait: what checks now is ready then. */
  private Future<Void> prepared = Future.succeededFuture();

  private Health health;

  /** Written on the loop, read by every dial. */
  private volatile AgentCheck check;

  /**
   * A monitor over HTTP that has not started.
   *
   * @param names what looks hosts up; the same that sessions use
   * @param loop the context on whose event loop all checks run
   * @param onChange given each new health, on the loop
   */
  public HealthMonitor(
      Vertx vertx,
      Names names,
      Context loop,
      Clock clock,
      List<Node> nodes,
      CheckSettings settings,
      Consumer<Health> onChange,
      HealthObserver observer) {
    this(vertx, names, loop, clock, LoopClock.of(vertx), nodes, settings, onChange, observer);
  }

  private HealthMonitor(
      Vertx vertx,
      Names names,
      Context loop,
      Clock clock,
      LoopClock loopClock,
      List<Node> nodes,
      CheckSettings settings,
      Consumer<Health> onChange,
      HealthObserver observer) {
    this(
        vertx,
        loop,
        clock,
        loopClock,
        nodes,
        settings,
        (s, reserve) ->
            new HttpAgentCheck(vertx, names, loopClock, s.timeoutMillis(), s.tls(), reserve),
        onChange,
        observer);
  }

  /**
   * @param checks what asks, by these settings, with this reserve
   */
  HealthMonitor(
      Vertx vertx,
      Context loop,
      Clock clock,
      LoopClock loopClock,
      List<Node> nodes,
      CheckSettings settings,
      BiFunction<CheckSettings, FileReserve, AgentCheck> checks,
      Consumer<Health> onChange,
      HealthObserver observer) {
    this.vertx = vertx;
    this.loop = loop;
    this.clock = clock;
    this.loopClock = loopClock;
    this.checks = checks;
    this.reserve = new FileReserve(FileReserve.OF_A_CHECK * nodes.size());
    this.onChange = onChange;
    this.observer = observer;
    this.settings = settings;
    this.check = newCheck();
    this.health = Health.unknown(nodes, clock.instant());
    nodes.forEach(this::watch);
  }

  private AgentCheck newCheck() {
    AgentCheck made = checks.apply(settings, reserve);
    made.onLost(node -> Optional.ofNullable(watches.get(node.id())).ifPresent(NodeWatch::suspect));
    return made;
  }

  private NodeWatch watch(Node node) {
    NodeWatch watch =
        new NodeWatch(
            vertx,
            node,
            check,
            settings.intervalMillis(),
            System::nanoTime,
            loopClock::nanos,
            this::checked);
    watches.put(node.id(), watch);
    return watch;
  }

  /**
   * Begins to check all nodes at once, after what the first check must not have to wait for. From
   * any thread.
   */
  public void start() {
    loop.runOnContext(
        v -> {
          started = true;
          prepared = check.prepare();
          watches.values().forEach(this::checkOncePrepared);
          health.nodes().forEach(known -> followStream(known.node()));
        });
  }

  /** Other settings in the meantime have the watch stopped, and another one begun. */
  private void checkOncePrepared(NodeWatch watch) {
    prepared.onComplete(done -> watch.check());
  }

  /** Where the settings want it, and this node's agent may have one. */
  private void followStream(Node node) {
    if (settings.streams() && StreamWatch.mayHave(node)) {
      NodeWatch watch = watches.get(node.id());
      StreamWatch stream =
          new StreamWatch(
              vertx,
              node,
              System::nanoTime,
              check::connect,
              new StreamWatch.Listener() {
                @Override
                public void said(Verdict verdict) {
                  observer.said(node, verdict);
                }

                @Override
                public void unhealthy(Verdict verdict) {
                  watch.overtake();
                  apply(after(health.of(node.id()).orElseThrow(), verdict));
                }

                @Override
                public void doubt() {
                  watch.suspect();
                }
              });
      streams.put(node.id(), stream);
      prepared.onComplete(done -> stream.start());
    }
  }

  private void unfollowStream(NodeId node) {
    Optional.ofNullable(streams.remove(node)).ifPresent(StreamWatch::stop);
  }

  /**
   * Goes on with these nodes, checked like this. What is new is checked at once: a node, another
   * address of its server or agent, another way to check. Of another server nothing is known; what
   * is known otherwise stays. Without effect where nothing is different. From any thread.
   */
  public void reload(List<Node> nodes, CheckSettings next) {
    loop.runOnContext(v -> change(nodes, next));
  }

  private void change(List<Node> nodes, CheckSettings next) {
    boolean others = !next.equals(settings);
    if (others) {
      settings = next;
      AgentCheck former = check;
      check = newCheck();
      former.close();
      if (started) {
        prepared = check.prepare();
      }
    }
    reserve.hold(FileReserve.OF_A_CHECK * nodes.size());
    Health before = health;
    health = before.of(nodes, clock.instant());
    for (NodeHealth known : before.nodes()) {
      boolean stays = health.of(known.node().id()).filter(known::equals).isPresent();
      if (others || !stays) {
        watches.remove(known.node().id()).stop();
        unfollowStream(known.node().id());
      }
    }
    for (Node node : nodes) {
      if (!watches.containsKey(node.id())) {
        NodeWatch watch = watch(node);
        if (started) {
          checkOncePrepared(watch);
          followStream(node);
        }
      }
    }
    if (!health.equals(before)) {
      onChange.accept(health);
    }
  }

  /** Checks this node now, not at its next turn: a session had trouble with it. From any thread. */
  public void suspect(NodeId node) {
    loop.runOnContext(v -> Optional.ofNullable(watches.get(node)).ifPresent(NodeWatch::suspect));
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
          started = false;
          watches.values().forEach(NodeWatch::stop);
          streams.values().forEach(StreamWatch::stop);
          reserve.close();
        });
  }

  /** A watch that was stopped tells nothing any more, so this node is one of them. */
  private void checked(Node node, Verdict verdict, long nanos) {
    try {
      observer.checked(node, verdict, nanos);
    } finally {
      // Whatever becomes of the observer, the node's health is known.
      Optional.ofNullable(streams.get(node.id())).ifPresent(stream -> stream.checked(verdict));
      apply(after(health.of(node.id()).orElseThrow(), verdict));
    }
  }

  /**
   * What is known of a node after this. A node that cannot be checked, for want of something of the
   * proxy's own, is what it was. If it has never been checked, the first choice waits for it as
   * long as it waits for an agent that does not answer, and then goes on without it.
   */
  private NodeHealth after(NodeHealth before, Verdict verdict) {
    Instant now = clock.instant();
    Duration patience = Duration.ofMillis(settings.timeoutMillis());
    boolean waitedEnough = !now.isBefore(before.since().plus(patience));
    return !verdict.decides() && waitedEnough
        ? before.unchecked(verdict.reason(), now)
        : before.after(verdict, now);
  }

  private void apply(NodeHealth now) {
    if (now.isHealthy() && health.isComplete() && health.healthy().isEmpty()) {
      askOthers(now.node().id());
    }
    if (!now.equals(health.of(now.node().id()).orElseThrow())) {
      health = health.with(now);
      onChange.accept(health);
    }
  }

  /** One is back after an outage of all, and the choice waits to hear what has become of these. */
  private void askOthers(NodeId but) {
    watches.forEach(
        (node, watch) -> {
          if (!node.equals(but)) {
            watch.suspect();
          }
        });
  }
}
