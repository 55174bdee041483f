package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
 *   <li>A node that an operator has disabled is not chosen while an enabled one is healthy ({@link
 *       Eligible}).
 *   <li>Under {@link ActiveNodePolicy#STICKY} a node that was chosen stays while it may ({@link
 *       StickyRules}); an operator may move the traffic ({@link SwitchoverRules}), and the node
 *       that is left may be drained ({@link DrainRules}).
 * </ul>
 */
record RoutingRules(ActiveNodePolicy policy, ChoiceWait choiceWait) {
  private static final Comparator<NodeHealth> BY_PRIORITY =
      Comparator.comparingInt(n -> n.node().priority());
  private static final Comparator<NodeHealth> KNOWN_INDEX_FIRST =
      Comparator.comparing(n -> n.index().isEmpty());
  private static final Comparator<NodeHealth> BY_INDEX =
      Comparator.comparingLong(n -> n.index().orElse(0));

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
    List<NodeHealth> others = without(active, healthy);
    boolean standIn =
        state.topology().listeners().stream()
            .anyMatch(
                l -> l.selector() == Selector.INACTIVE && state.route(l.id()).leadsTo(active));
    return standIn && !others.isEmpty() ? Optional.of(waitEnd(state, others)) : Optional.empty();
  }

  /** Whether the first choice waits for what the other proxies say. */
  private boolean isAsking(RoutingState state) {
    return policy == ActiveNodePolicy.STICKY && !state.begun() && !state.claims().answered();
  }

  private Instant waitEnd(RoutingState state, List<NodeHealth> candidates) {
    return choiceWait.end(candidates, state.begun());
  }

  /** What an operator has asked for just now. */
  private record Asked(Optional<ActiveChoice> choice, Map<ListenerId, NodeDrain.How> ends) {
    static final Asked NOTHING = new Asked(Optional.empty(), Map.of());
  }

  /**
   * Moves the traffic as an operator wants it.
   *
   * @throws Refusal if that cannot be done
   */
  RoutingState withSwitchover(RoutingState state, Switchover.Request request, Instant now) {
    NodeHealth target = SwitchoverRules.target(state, request.to(), policy);
    return switchOver(state, target, request, Reason.switchedOver(target.node(), request), now);
  }

  private RoutingState switchOver(
      RoutingState state,
      NodeHealth target,
      Switchover.Request request,
      Reason because,
      Instant now) {
    ActiveChoice choice =
        StickyRules.wanted(target, request.drain(), Optional.of(because), state.claims());
    Switchover done =
        new Switchover(
            state.active().node().map(Node::id),
            target.node().id(),
            request.drain(),
            request.message(),
            request.by(),
            now);
    return decide(
        state.with(state.intent().with(done)), true, new Asked(Optional.of(choice), Map.of()), now);
  }

  /**
   * Ends the drain that goes on: what is left is cut.
   *
   * @throws Refusal if none does
   */
  RoutingState finishDrain(RoutingState state, Instant now) {
    NodeHealth active = SwitchoverRules.known(state, SwitchoverRules.drain(state, now).to());
    ActiveChoice choice =
        StickyRules.wanted(active, Duration.ZERO, Optional.empty(), state.claims());
    return decide(state, true, new Asked(Optional.of(choice), Map.of()), now);
  }

  /**
   * Ends the drain that goes on: the node that was left is active again, and the sessions of the
   * other one are cut.
   *
   * @throws Refusal if none does
   */
  RoutingState undoDrain(RoutingState state, String message, Operator by, Instant now) {
    NodeDrain drain = SwitchoverRules.drainHere(state);
    return withSwitchover(
        state,
        new Switchover.Request(Optional.of(drain.node().id()), Duration.ZERO, message, by),
        now);
  }

  /** The last session of the node that this listener drains has ended. */
  RoutingState drained(RoutingState state, ListenerId listener, Instant now) {
    return decide(
        state, true, new Asked(Optional.empty(), Map.of(listener, NodeDrain.How.COMPLETE)), now);
  }

  /**
   * An operator wants this node to take no traffic. If it is the active one and another one can
   * take its place, that is a switchover.
   *
   * @param how to move the traffic if it must be; its target does not count
   * @throws Refusal if there is no such node
   */
  RoutingState disable(RoutingState state, NodeId node, Switchover.Request how, Instant now) {
    NodeHealth known = SwitchoverRules.known(state, node);
    if (state.intent().isEnabled(node)
        && state.intent().disabled().size() >= Intent.MOST_DISABLED) {
      throw new Refusal(
          Refusal.Code.TOO_MANY_DISABLED,
          Intent.MOST_DISABLED + " nodes are disabled already. Enable some that are no more.");
    }
    Disabled disabled = new Disabled(how.message(), how.by(), now);
    RoutingState next = state.with(state.intent().disable(node, disabled));
    Optional<NodeHealth> other =
        SwitchoverRules.others(next, policy).stream()
            .filter(n -> policy == ActiveNodePolicy.STICKY)
            .filter(n -> state.active().leadsTo(Optional.of(known.node())))
            .findFirst();
    return other.isPresent()
        ? switchOver(next, other.get(), how, Reason.disabled(known.node(), disabled), now)
        : decide(next, now);
  }

  /**
   * An operator lets this node take traffic again.
   *
   * @throws Refusal if there is no such node
   */
  RoutingState enable(RoutingState state, NodeId node, Instant now) {
    if (state.intent().isEnabled(node)) {
      SwitchoverRules.known(state, node);
    }
    return decide(state.with(state.intent().enable(node)), now);
  }

  /** Without nodes at the start the first choice is not due: they may be found by their names. */
  private RoutingState decide(RoutingState state, Instant now) {
    return decide(state, !state.topology().nodes().isEmpty(), now);
  }

  private RoutingState decide(RoutingState state, boolean nodesKnown, Instant now) {
    return decide(state, nodesKnown, Asked.NOTHING, now);
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
    Map<ListenerId, Route> routes = new HashMap<>();
    for (ListenerSpec listener : state.topology().listeners()) {
      Route route = state.route(listener.id());
      Optional<Node> node =
          listener.selector() == Selector.ACTIVE
              ? active
              : chooseInactive(state, route, active, atOnce, now);
      Optional<NodeDrain> drain =
          DrainRules.next(
              route,
              node,
              chosen,
              state,
              Optional.ofNullable(asked.ends().get(listener.id())),
              now);
      routes.put(listener.id(), advance(route, node, drain, chosen, state, atOnce, now));
    }
    return new RoutingState(
        state.topology(),
        state.health(),
        asked.choice().isPresent() ? state.intent() : elsewhere(state, chosen, now),
        routes,
        state.begun() || atOnce || active.isPresent(),
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
      RoutingState state, Route route, Optional<Node> active, boolean atOnce, Instant now) {
    List<NodeHealth> others = without(active, Eligible.of(state));
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
    return inOrder(candidates, selector, policy).stream().findFirst().map(NodeHealth::node);
  }

  /**
   * These nodes, given in configuration order, in the order in which they are chosen.
   *
   * @return the second selector's is the first one's reversed, but for nodes of unknown index,
   *     which come last in both
   */
  static List<NodeHealth> inOrder(
      List<NodeHealth> candidates, Selector selector, ActiveNodePolicy policy) {
    List<NodeHealth> ordered = new ArrayList<>(candidates);
    // Under lowest-index the first in the order takes over at once: a priority would be a reason to
    // leave a healthy node, and Switchboard knows none.
    Comparator<NodeHealth> first =
        policy == ActiveNodePolicy.STICKY ? BY_PRIORITY : Comparator.comparingInt(n -> 0);
    if (selector == Selector.ACTIVE) {
      ordered.sort(first.thenComparing(KNOWN_INDEX_FIRST).thenComparing(BY_INDEX));
    } else {
      // Sorting is stable: of two with the same index the later one in the configuration comes
      // first.
      Collections.reverse(ordered);
      ordered.sort(
          first.reversed().thenComparing(KNOWN_INDEX_FIRST).thenComparing(BY_INDEX.reversed()));
    }
    return ordered;
  }

  private static Route advance(
      Route route,
      Optional<Node> node,
      Optional<NodeDrain> drain,
      ActiveChoice chosen,
      RoutingState state,
      boolean firstVerdicts,
      Instant now) {
    boolean enabled = state.traffic().enabled();
    if (!route.leadsTo(node) || route.trafficEnabled() != enabled) {
      return route.next(node, enabled, why(route, node, chosen, state), drain, now);
    }
    if (!drain.equals(route.drain())) {
      return route.with(drain.orElseThrow()).with(node);
    }
    return firstVerdicts && node.isEmpty() ? route.withoutHealthyNode() : route.with(node);
  }

  private static Reason why(
      Route before, Optional<Node> node, ActiveChoice chosenActive, RoutingState state) {
    Reason reason = whyMoved(before, node, chosenActive, state);
    return node.filter(n -> !state.intent().isEnabled(n.id()))
        .map(reason::thoughDisabled)
        .orElse(reason);
  }

  private static Reason whyMoved(
      Route before, Optional<Node> node, ActiveChoice chosenActive, RoutingState state) {
    if (before.trafficEnabled() != state.traffic().enabled()) {
      return Reason.trafficSwitched(state.traffic());
    }
    Optional<NodeHealth> chosen = node.flatMap(n -> state.health().of(n.id()));
    if (before.node().isEmpty() && chosenActive.because().isPresent() && chosen.isPresent()) {
      return chosenActive.because().get();
    }
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
    if (chosenActive.because().isPresent()) {
      return chosenActive.because().get();
    }
    Optional<Disabled> disabled = Optional.ofNullable(state.intent().disabled().get(former.id()));
    if (disabled.isPresent()) {
      return Reason.disabled(former, disabled.get());
    }
    return chosen.map(to -> Reason.gaveWay(former, to)).orElse(Reason.NO_HEALTHY_NODE);
  }
}
