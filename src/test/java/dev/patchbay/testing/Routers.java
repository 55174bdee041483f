package dev.patchbay.testing;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.ChoiceWait;
import dev.patchbay.routing.Claims;
import dev.patchbay.routing.Intent;
import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Routers for tests of what follows from a choice, not of when it is made. */
public final class Routers {
  /** The first choice waits for every node's verdict; no other one waits at all. */
  public static final ChoiceWait ONLY_AT_START = new ChoiceWait(Duration.ofDays(1), Duration.ZERO);

  private Routers() {}

  /** These nodes behind the two classic listeners. */
  public static Topology topology(List<Node> nodes) {
    return new Topology(nodes, List.of(active(), inactive()));
  }

  /** These nodes behind the active listener alone. */
  public static Topology activeOnly(List<Node> nodes) {
    return new Topology(nodes, List.of(active()));
  }

  private static ListenerSpec active() {
    return new ListenerSpec(ListenerId.ACTIVE, "Proxy.Port", "127.0.0.1", 0, Selector.ACTIVE, 3000);
  }

  private static ListenerSpec inactive() {
    return new ListenerSpec(
        ListenerId.INACTIVE, "Proxy.InactiveMysqlPort", "127.0.0.1", 0, Selector.INACTIVE, 3000);
  }

  /** A route to this node, or to none, for these words' sake. */
  public static Route route(
      long generation, Optional<Node> node, boolean traffic, String why, Instant since) {
    return route(
        generation, node, traffic, new Reason(Reason.Code.GAVE_WAY, Optional.empty(), why), since);
  }

  /** A route to this node, or to none, for this reason. */
  public static Route route(
      long generation, Optional<Node> node, boolean traffic, Reason reason, Instant since) {
    return new Route(
        generation,
        node,
        traffic,
        reason,
        since,
        new Route.Choice(reason, since),
        generation,
        Optional.empty());
  }

  /** A router of these nodes that does everything on the caller's thread. */
  public static Router direct(Clock clock, ActiveNodePolicy policy, Health health) {
    return on(Runnable::run, clock, policy, health);
  }

  /** A router of this topology that does everything on the caller's thread. */
  public static Router direct(Clock clock, ActiveNodePolicy policy, Topology topology) {
    return new Router(
        Runnable::run,
        (millis, task) -> {},
        clock,
        policy,
        ONLY_AT_START,
        topology,
        Intent.INITIAL,
        Claims.alone("me"));
  }

  /** A router of these nodes on this loop. */
  public static Router on(Executor loop, Clock clock, ActiveNodePolicy policy, Health health) {
    List<Node> nodes = health.nodes().stream().map(NodeHealth::node).toList();
    Router router =
        new Router(
            loop,
            (millis, task) -> {},
            clock,
            policy,
            ONLY_AT_START,
            topology(nodes),
            Intent.INITIAL,
            Claims.alone("me"));
    router.onHealth(health);
    return router;
  }
}
