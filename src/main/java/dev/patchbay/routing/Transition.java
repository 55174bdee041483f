package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.TopologyChange;
import java.util.List;
import java.util.Optional;

/**
 * One step from a state to the next, and what it has changed. Whoever follows the router is given
 * these, so that nobody keeps a copy of what was before. Immutable.
 */
public record Transition(RoutingState before, RoutingState after) {

  /** A listener's route, and the one that it replaces. */
  public record RouteChange(ListenerId listener, Route before, Route after) {
    /** Whether the sessions go to another server, or to none any more, or to one again. */
    public boolean isNodeChanged() {
      return !before.leadsTo(after.nodes());
    }

    /** The first node that new sessions went to before, and go to no more. */
    public Optional<Node> left() {
      return after.missing(before).stream().findFirst();
    }
  }

  /**
   * A node's health, and what was known before.
   *
   * @param before as it was; a node that was added has none
   */
  public record NodeChange(Optional<NodeHealth> before, NodeHealth after) {
    /**
     * Whether it became healthy, unhealthy, or unknown; of a node that is new, whether it is known.
     */
    public boolean isStatusChanged() {
      return after.isKnown() && before.map(was -> was.status() != after.status()).orElse(true);
    }
  }

  /** The listeners whose route has a new generation, in the topology's order. */
  public List<RouteChange> routes() {
    return after.topology().listenerIds().stream()
        .filter(id -> before.routes().containsKey(id))
        .map(id -> new RouteChange(id, before.route(id), after.route(id)))
        .filter(change -> change.before().generation() != change.after().generation())
        .toList();
  }

  /** The change of this listener's route, if it has a new generation. */
  public Optional<RouteChange> route(ListenerId listener) {
    return routes().stream().filter(change -> change.listener().equals(listener)).findFirst();
  }

  /** The nodes of which something else is known now, in the topology's order. */
  public List<NodeChange> nodes() {
    return after.health().nodes().stream()
        .map(now -> new NodeChange(before.health().of(now.node().id()), now))
        .filter(change -> !change.before().equals(Optional.of(change.after())))
        .toList();
  }

  /** What a reload has changed of the nodes. */
  public TopologyChange topology() {
    return before.topology().changeTo(after.topology());
  }

  /** The switchover that this step is. */
  public Optional<Switchover> switchover() {
    return after
        .intent()
        .switchover()
        .filter(s -> !before.intent().switchover().equals(Optional.of(s)));
  }

  /** Whether the operator has switched the traffic, be it to what it was. */
  public boolean isTrafficSwitched() {
    return !before.traffic().equals(after.traffic());
  }
}
