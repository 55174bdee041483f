package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decision that Patchbay exists for, as pure functions: from what was, and what is known now,
 * to where traffic goes next. Time is an argument.
 *
 * <ul>
 *   <li>The first choice waits until every node has had its first verdict, and the choice after an
 *       outage of all nodes until the others may have come back as well, so that two proxies choose
 *       alike. {@link ChoiceWait} bounds both. A node that a reload adds keeps no choice waiting.
 *   <li>An active node that becomes unhealthy, or is removed, is left at once, for one that is
 *       healthy now.
 *   <li>The active node is the healthy one with the lowest index; an unknown index comes after
 *       every known one, and configuration order breaks ties.
 *   <li>The inactive node is chosen by the reversed order among the healthy nodes that are not
 *       active; the active one stands in if it is the only one. It is relieved after the same wait
 *       as after an outage, which costs nobody anything.
 *   <li>Under {@link ActiveNodePolicy#STICKY} a node that was chosen stays while it may.
 * </ul>
 */
record RoutingRules(ActiveNodePolicy policy, ChoiceWait choiceWait) {
  private static final Comparator<NodeHealth> KNOWN_INDEX_FIRST =
      Comparator.comparing(n -> n.index().isEmpty());
  private static final Comparator<NodeHealth> BY_INDEX =
      Comparator.comparingLong(n -> n.index().orElse(0));

  RoutingState initial(Topology topology, Instant now) {
    Map<ListenerId, Route> routes = new HashMap<>();
    topology.listenerIds().forEach(id -> routes.put(id, Route.none(now)));
    Health health = Health.unknown(topology.nodes(), now);
    return decide(new RoutingState(topology, health, Intent.INITIAL, routes, false), now);
  }

  RoutingState withHealth(RoutingState state, Health health, Instant now) {
    return decide(
        new RoutingState(
            state.topology(),
            health.of(state.topology().nodes(), now),
            state.intent(),
            state.routes(),
            state.begun()),
        now);
  }

  RoutingState withIntent(RoutingState state, Intent intent, Instant now) {
    return decide(
        new RoutingState(state.topology(), state.health(), intent, state.routes(), state.begun()),
        now);
  }

  /**
   * With other nodes.
   *
   * @throws IllegalArgumentException if the listeners are others: they cannot change while it runs
   */
  RoutingState withTopology(RoutingState state, Topology topology, Instant now) {
    if (!topology.listenerIds().equals(state.topology().listenerIds())) {
      throw new IllegalArgumentException("the listeners are not the same");
    }
    return decide(
        new RoutingState(
            topology,
            state.health().of(topology.nodes(), now),
            state.intent(),
            state.routes(),
            state.begun()),
        true,
        now);
  }

  /** The same, only later: what was waited for may be over. */
  RoutingState later(RoutingState state, Instant now) {
    return decide(state, now);
  }

  /** When a choice of this state that waits is due at the latest; empty if none does. */
  Optional<Instant> nextChoice(RoutingState state) {
    List<NodeHealth> healthy = state.health().healthy();
    Optional<Node> active = state.active().node();
    if (active.isEmpty()) {
      return healthy.isEmpty() ? Optional.empty() : Optional.of(waitEnd(state, healthy));
    }
    List<NodeHealth> others = without(active, healthy);
    boolean standIn =
        state.topology().listeners().stream()
            .anyMatch(
                l -> l.selector() == Selector.INACTIVE && state.route(l.id()).leadsTo(active));
    return standIn && !others.isEmpty() ? Optional.of(waitEnd(state, others)) : Optional.empty();
  }

  private Instant waitEnd(RoutingState state, List<NodeHealth> candidates) {
    return choiceWait.end(candidates, state.begun());
  }

  /** Without nodes at the start the first choice is not due: they may be found by their names. */
  private RoutingState decide(RoutingState state, Instant now) {
    return decide(state, !state.topology().nodes().isEmpty(), now);
  }

  /**
   * @param nodesKnown whether these are all nodes there are
   */
  private RoutingState decide(RoutingState state, boolean nodesKnown, Instant now) {
    // The first verdicts are in: this choice waits for nothing more.
    boolean atOnce = !state.begun() && nodesKnown && state.health().isComplete();
    Optional<Node> active = chooseActive(state, atOnce, now);
    Map<ListenerId, Route> routes = new HashMap<>();
    for (ListenerSpec listener : state.topology().listeners()) {
      Route route = state.route(listener.id());
      Optional<Node> node =
          listener.selector() == Selector.ACTIVE
              ? active
              : chooseInactive(state, route, active, atOnce, now);
      routes.put(listener.id(), advance(route, node, state, atOnce, now));
    }
    return new RoutingState(
        state.topology(),
        state.health(),
        state.intent(),
        routes,
        state.begun() || atOnce || active.isPresent());
  }

  private Optional<Node> chooseActive(RoutingState state, boolean atOnce, Instant now) {
    List<NodeHealth> healthy = state.health().healthy();
    boolean mayWait = !atOnce && state.active().node().isEmpty() && !healthy.isEmpty();
    return mayWait && !isWaitOver(state, healthy, now)
        ? Optional.empty()
        : choose(healthy, state.active(), Selector.ACTIVE);
  }

  private Optional<Node> chooseInactive(
      RoutingState state, Route route, Optional<Node> active, boolean atOnce, Instant now) {
    List<NodeHealth> others = without(active, state.health().healthy());
    if (active.isEmpty() || others.isEmpty()) {
      return active;
    }
    boolean mayWait = !atOnce && route.leadsTo(active);
    return mayWait && !isWaitOver(state, others, now)
        ? active
        : choose(others, route, Selector.INACTIVE);
  }

  private boolean isWaitOver(RoutingState state, List<NodeHealth> candidates, Instant now) {
    return choiceWait.isOver(state.health(), candidates, state.begun(), now);
  }

  private static List<NodeHealth> without(Optional<Node> node, List<NodeHealth> nodes) {
    return nodes.stream().filter(n -> !Optional.of(n.node()).equals(node)).toList();
  }

  private Optional<Node> choose(List<NodeHealth> candidates, Route current, Selector selector) {
    if (policy == ActiveNodePolicy.STICKY && current.node().isPresent()) {
      Optional<Node> stays =
          candidates.stream()
              .map(NodeHealth::node)
              .filter(node -> current.leadsTo(Optional.of(node)))
              .findFirst();
      if (stays.isPresent()) {
        return stays;
      }
    }
    return inOrder(candidates, selector).stream().findFirst().map(NodeHealth::node);
  }

  /**
   * These nodes, given in configuration order, in the order in which they are chosen.
   *
   * @return the second selector's is the first one's reversed, but for nodes of unknown index,
   *     which come last in both
   */
  static List<NodeHealth> inOrder(List<NodeHealth> candidates, Selector selector) {
    List<NodeHealth> ordered = new ArrayList<>(candidates);
    if (selector == Selector.ACTIVE) {
      ordered.sort(KNOWN_INDEX_FIRST.thenComparing(BY_INDEX));
    } else {
      // Sorting is stable: of two with the same index the later one in the configuration comes
      // first.
      Collections.reverse(ordered);
      ordered.sort(KNOWN_INDEX_FIRST.thenComparing(BY_INDEX.reversed()));
    }
    return ordered;
  }

  private static Route advance(
      Route route, Optional<Node> node, RoutingState state, boolean firstVerdicts, Instant now) {
    boolean enabled = state.traffic().enabled();
    if (route.leadsTo(node) && route.trafficEnabled() == enabled) {
      return firstVerdicts && node.isEmpty() ? route.withoutHealthyNode() : route.with(node);
    }
    return route.next(node, enabled, why(route, node, state), now);
  }

  private static Reason why(Route before, Optional<Node> node, RoutingState state) {
    if (before.trafficEnabled() != state.traffic().enabled()) {
      return Reason.trafficSwitched(state.traffic());
    }
    Optional<NodeHealth> chosen = node.flatMap(n -> state.health().of(n.id()));
    if (before.node().isEmpty()) {
      return chosen.map(Reason::becameHealthy).orElse(Reason.NO_HEALTHY_NODE);
    }
    Node former = before.node().get();
    Optional<NodeHealth> health = state.health().of(former.id());
    if (health.isEmpty()) {
      return Reason.removed(former);
    }
    if (!health.get().node().isSameServer(former)) {
      return Reason.addressChanged(former);
    }
    if (!health.get().isHealthy()) {
      return Reason.becameUnhealthy(health.get());
    }
    return chosen.map(to -> Reason.gaveWay(former, to)).orElse(Reason.NO_HEALTHY_NODE);
  }
}
