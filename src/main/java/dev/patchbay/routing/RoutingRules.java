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
 *   <li>Under {@link ActiveNodePolicy#STICKY} a node that was chosen stays while it may, and so
 *       that the other proxies stay at the same one, {@link ClaimRules} say when to follow them.
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
   * @param claims of whom to agree with
   */
  RoutingState initial(Topology topology, Claims claims, Instant now) {
    Map<ListenerId, Route> routes = new HashMap<>();
    topology.listenerIds().forEach(id -> routes.put(id, Route.none(now)));
    Health health = Health.unknown(topology.nodes(), now);
    return decide(new RoutingState(topology, health, Intent.INITIAL, routes, false, claims), now);
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
    List<NodeHealth> healthy = state.health().healthy();
    Optional<Node> active = state.active().node();
    if (active.isEmpty()) {
      return healthy.isEmpty() || isAsking(state)
          ? Optional.empty()
          : Optional.of(waitEnd(state, healthy));
    }
    return Stream.of(
            relief(state, active, healthy),
            policy == ActiveNodePolicy.STICKY
                ? ClaimRules.nextStep(state, active.get(), healthy, now)
                : Optional.<Instant>empty())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
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

  /**
   * The active node, and what this proxy says of it.
   *
   * @param followed the claim for which a healthy node is left
   */
  private record Active(Optional<Node> node, Claims claims, Optional<Claim> followed) {
    static Active of(Optional<Node> node, Claims claims) {
      return new Active(node, claims, Optional.empty());
    }
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
    boolean atOnce =
        !state.begun() && nodesKnown && state.health().isComplete() && !isAsking(state);
    Active chosen = chooseActive(state, atOnce, now);
    Optional<Node> active = chosen.node();
    Map<ListenerId, Route> routes = new HashMap<>();
    for (ListenerSpec listener : state.topology().listeners()) {
      Route route = state.route(listener.id());
      Optional<Node> node =
          listener.selector() == Selector.ACTIVE
              ? active
              : chooseInactive(state, route, active, atOnce, now);
      routes.put(listener.id(), advance(route, node, chosen.followed(), state, atOnce, now));
    }
    return new RoutingState(
        state.topology(),
        state.health(),
        state.intent(),
        routes,
        state.begun() || atOnce || active.isPresent(),
        chosen.claims());
  }

  private Active chooseActive(RoutingState state, boolean atOnce, Instant now) {
    return policy == ActiveNodePolicy.STICKY
        ? stick(state, atOnce, now)
        : Active.of(chooseAnew(state, atOnce, now), state.claims().withdrawn());
  }

  /** By index alone, when it is time to choose. */
  private Optional<Node> chooseAnew(RoutingState state, boolean atOnce, Instant now) {
    List<NodeHealth> healthy = state.health().healthy();
    boolean mayWait = !atOnce && state.active().node().isEmpty() && !healthy.isEmpty();
    return mayWait && !isWaitOver(state, healthy, now)
        ? Optional.empty()
        : choose(healthy, state.active(), Selector.ACTIVE);
  }

  private Active stick(RoutingState state, boolean atOnce, Instant now) {
    Claims claims = state.claims();
    if (isAsking(state)) {
      return Active.of(Optional.empty(), claims);
    }
    List<NodeHealth> healthy = state.health().healthy();
    Optional<ClaimRules.Candidate> higher = ClaimRules.higher(state, healthy, now);
    Optional<NodeHealth> stays =
        healthy.stream().filter(n -> state.active().leadsTo(Optional.of(n.node()))).findFirst();
    if (stays.isPresent()) {
      return keepOrFollow(stays.get(), higher, state, now);
    }
    if (higher.isPresent()) {
      return Active.of(
          Optional.of(higher.get().node().node()), claims.holding(higher.get().claim()));
    }
    Optional<NodeHealth> chosen =
        chooseAnew(state, atOnce, now).flatMap(node -> state.health().of(node.id()));
    return Active.of(
        chosen.map(NodeHealth::node), chosen.map(n -> claimFor(n, claims)).orElse(claims));
  }

  private static Active keepOrFollow(
      NodeHealth active, Optional<ClaimRules.Candidate> higher, RoutingState state, Instant now) {
    Claims claims = state.claims();
    if (higher.isPresent()) {
      Claim claim = higher.get().claim();
      NodeHealth to = higher.get().node();
      if (to.node().equals(active.node())) {
        return Active.of(Optional.of(to.node()), claims.holding(claim));
      }
      if (ClaimRules.isDue(claims, claim, now)) {
        return new Active(Optional.of(to.node()), claims.following(claim, now), Optional.of(claim));
      }
    }
    boolean insists = ClaimRules.isToInsist(state, active.node(), now);
    long term = insists ? claims.nextTerm() : 0;
    return Active.of(
        Optional.of(active.node()),
        claims.own().isPresent() && !insists
            ? claims
            : claims.holding(ClaimRules.own(claims, active, term)));
  }

  /** The first choice has no cause but that there was none; whoever has been there before knows. */
  private static Claims claimFor(NodeHealth chosen, Claims claims) {
    long term = claims.own().isPresent() ? claims.nextTerm() : 0;
    return claims.holding(ClaimRules.own(claims, chosen, term));
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
      Optional<Claim> followed,
      RoutingState state,
      boolean firstVerdicts,
      Instant now) {
    boolean enabled = state.traffic().enabled();
    if (route.leadsTo(node) && route.trafficEnabled() == enabled) {
      return firstVerdicts && node.isEmpty() ? route.withoutHealthyNode() : route.with(node);
    }
    return route.next(node, enabled, why(route, node, followed, state), now);
  }

  private static Reason why(
      Route before, Optional<Node> node, Optional<Claim> followed, RoutingState state) {
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
    if (followed.isPresent()) {
      return Reason.agreed(former);
    }
    return chosen.map(to -> Reason.gaveWay(former, to)).orElse(Reason.NO_HEALTHY_NODE);
  }
}
