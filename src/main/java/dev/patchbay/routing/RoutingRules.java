package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
 *   <li>The active node is the healthy one of the lowest priority number, among these the one with
 *       the lowest index; an unknown index comes after every known one, and configuration order
 *       breaks ties.
 *   <li>The inactive node is chosen by the reversed order among the healthy nodes that are not
 *       active; the active one stands in if it is the only one. It is relieved after the same wait
 *       as after an outage, which costs nobody anything.
 *   <li>A listener that spreads its sessions leads to all that may be chosen ({@link SpreadRules}).
 *   <li>Labels of a listener leave out the nodes that have none of them. Where that leaves nobody
 *       the active node stands in as the inactive one.
 *   <li>A node that an operator has disabled is not chosen while an enabled one is healthy ({@link
 *       Eligible}).
 *   <li>Under {@link ActiveNodePolicy#STICKY} a node that was chosen stays while it may ({@link
 *       StickyRules}); an operator may move the traffic ({@link SwitchoverRules}), and the node
 *       that is left may be drained ({@link DrainRules}).
 * </ul>
 */
record RoutingRules(ActiveNodePolicy policy, ChoiceWait choiceWait) {
  /**
   * Before anything is known.
   *
   * @param intent what is known of the time before a restart
   * @param claims of whom to agree with
   */
  RoutingState initial(Topology topology, Intent intent, Claims claims, Instant now) {
    Map<ListenerId, Route> routes = new HashMap<>();
    topology.listenerIds().forEach(id -> routes.put(id, Route.none(now)));
    Health health = Health.unknown(topology.nodes(), now);
    return decide(new RoutingState(topology, health, intent, routes, false, claims), now);
  }

  RoutingState withHealth(RoutingState state, Health health, Instant now) {
    return decide(state.with(state.topology(), health.of(state.topology().nodes(), now)), now);
  }

  RoutingState withIntent(RoutingState state, Intent intent, Instant now) {
    return decide(state.with(intent), now);
  }

  /** With what the other proxies say. */
  RoutingState withClaims(RoutingState state, Claims claims, Instant now) {
    return decide(state.with(claims), now);
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
    return decide(state.with(topology, state.health().of(topology.nodes(), now)), true, now);
  }

  /** The same, only later: what was waited for may be over. */
  RoutingState later(RoutingState state, Instant now) {
    return decide(state, now);
  }

  /** When a choice of this state that waits is due at the latest; empty if none does. */
  Optional<Instant> nextChoice(RoutingState state, Instant now) {
    List<NodeHealth> healthy = Eligible.of(state);
    Optional<Node> active = state.active().node();
    if (active.isEmpty()) {
      return healthy.isEmpty() || isAsking(state)
          ? Optional.empty()
          : Optional.of(waitEnd(state, healthy));
    }
    Stream<Instant> choices =
        Stream.of(
                relief(state, active, healthy),
                policy == ActiveNodePolicy.STICKY
                    ? ClaimRules.nextStep(state, active.get(), healthy, now)
                    : Optional.<Instant>empty())
            .flatMap(Optional::stream);
    return Stream.concat(choices, DrainRules.ends(state)).min(Instant::compareTo);
  }

  /** When another node relieves the active one that stands in at the inactive listener. */
  private Optional<Instant> relief(
      RoutingState state, Optional<Node> active, List<NodeHealth> healthy) {
    return state.topology().listeners().stream()
        .filter(l -> l.selector() == Selector.INACTIVE && state.route(l.id()).leadsTo(active))
        .map(l -> others(l, active, healthy))
        .filter(others -> !others.isEmpty())
        .map(others -> waitEnd(state, others))
        .min(Instant::compareTo);
  }

  /** Whether the first choice waits for what the other proxies say. */
  private boolean isAsking(RoutingState state) {
    return policy == ActiveNodePolicy.STICKY && !state.begun() && !state.claims().answered();
  }

  private Instant waitEnd(RoutingState state, List<NodeHealth> candidates) {
    return choiceWait.end(candidates, state.begun());
  }

  /** What an operator may ask for, by these rules. */
  OperatorRules operator() {
    return new OperatorRules(this);
  }

  /** Without nodes at the start the first choice is not due: they may be found by their names. */
  RoutingState decide(RoutingState state, Instant now) {
    return decide(state, !state.topology().nodes().isEmpty(), now);
  }

  private RoutingState decide(RoutingState state, boolean nodesKnown, Instant now) {
    return decide(state, nodesKnown, Asked.NOTHING, now);
  }

  /** As an operator has asked for it: all nodes are known then. */
  RoutingState decide(RoutingState state, Asked asked, Instant now) {
    return decide(state, true, asked, now);
  }

  /**
   * @param nodesKnown whether these are all nodes there are
   */
  private RoutingState decide(RoutingState state, boolean nodesKnown, Asked asked, Instant now) {
    // The first verdicts are in: this choice waits for nothing more.
    boolean atOnce =
        !state.begun() && nodesKnown && state.health().isComplete() && !isAsking(state);
    ActiveChoice chosen = asked.choice().orElseGet(() -> chooseActive(state, atOnce, now));
    Optional<Node> active = chosen.node();
    boolean begun = state.begun() || atOnce || active.isPresent();
    Map<ListenerId, Route> routes = new HashMap<>();
    for (ListenerSpec listener : state.topology().listeners()) {
      Route route = state.route(listener.id());
      Optional<Node> one =
          listener.selector() == Selector.INACTIVE
              ? chooseInactive(state, listener, active, atOnce, now)
              : active;
      boolean spreads = !listener.selector().isOfOneNode();
      List<Node> nodes =
          !spreads
              ? one.stream().toList()
              : begun ? SpreadRules.nodes(state, listener, policy) : List.of();
      List<NodeDrain> drains =
          spreads
              ? SpreadRules.drains(route, listener, nodes, state, asked, now)
              : DrainRules.next(
                  route,
                  one,
                  chosen,
                  state,
                  route.drain().flatMap(drain -> asked.end(listener.id(), drain)),
                  now);
      routes.put(listener.id(), advance(listener, nodes, drains, chosen, state, atOnce, now));
    }
    return new RoutingState(
        state.topology(),
        state.health(),
        asked.choice().isPresent() ? state.intent() : elsewhere(state, chosen, now),
        routes,
        begun,
        chosen.claims());
  }

  /** Notes the switchover if it was an operator at another proxy who wanted it. */
  private static Intent elsewhere(RoutingState state, ActiveChoice chosen, Instant now) {
    Optional<Node> before = state.active().node();
    return chosen.wish() && !state.active().leadsTo(chosen.node())
        ? state
            .intent()
            .with(
                new Switchover(
                    before.map(Node::id),
                    chosen.node().orElseThrow().id(),
                    chosen.drain(),
                    "",
                    Operator.NOBODY,
                    now))
        : state.intent();
  }

  private ActiveChoice chooseActive(RoutingState state, boolean atOnce, Instant now) {
    if (policy != ActiveNodePolicy.STICKY) {
      return ActiveChoice.of(chooseAnew(state, atOnce, now), state.claims().withdrawn());
    }
    return isAsking(state)
        ? ActiveChoice.of(Optional.empty(), state.claims())
        : StickyRules.choose(
            state,
            () -> chooseAnew(state, atOnce, now).flatMap(node -> state.health().of(node.id())),
            now);
  }

  /** By index alone, when it is time to choose. */
  private Optional<Node> chooseAnew(RoutingState state, boolean atOnce, Instant now) {
    List<NodeHealth> eligible = Eligible.of(state);
    boolean mayWait = !atOnce && state.active().node().isEmpty() && !eligible.isEmpty();
    return mayWait && !isWaitOver(state, eligible, now)
        ? Optional.empty()
        : choose(eligible, state.active(), Selector.ACTIVE);
  }

  private Optional<Node> chooseInactive(
      RoutingState state,
      ListenerSpec listener,
      Optional<Node> active,
      boolean atOnce,
      Instant now) {
    Route route = state.route(listener.id());
    List<NodeHealth> others = others(listener, active, Eligible.of(state));
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

  /** Who may be the inactive node of this listener. */
  private static List<NodeHealth> others(
      ListenerSpec listener, Optional<Node> active, List<NodeHealth> nodes) {
    return nodes.stream()
        .filter(n -> !Optional.of(n.node()).equals(active))
        .filter(n -> listener.admits(n.node()))
        .toList();
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
    return ChoiceOrder.of(candidates, selector, policy).stream().findFirst().map(NodeHealth::node);
  }

  private static Route advance(
      ListenerSpec listener,
      List<Node> nodes,
      List<NodeDrain> drains,
      ActiveChoice chosen,
      RoutingState state,
      boolean firstVerdicts,
      Instant now) {
    Route route = state.route(listener.id());
    boolean enabled = state.traffic().enabled();
    if (!route.leadsTo(nodes) || route.trafficEnabled() != enabled) {
      Reason reason = RouteReasons.why(listener, nodes, chosen, state);
      return route.next(nodes, enabled, reason, drains, now);
    }
    if (!drains.equals(route.drains())) {
      return route.withDrains(drains).with(nodes);
    }
    return firstVerdicts && nodes.isEmpty() ? route.withoutHealthyNode() : route.with(nodes);
  }
}
