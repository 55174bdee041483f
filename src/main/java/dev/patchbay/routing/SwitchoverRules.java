package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether an operator's wish for another active node can be carried out, and by which. */
final class SwitchoverRules {
  private SwitchoverRules() {}

  /**
   * The node that is to be active.
   *
   * @throws Refusal if there is none such
   */
  static NodeHealth target(RoutingState state, Optional<NodeId> to, ActiveNodePolicy policy) {
    if (policy != ActiveNodePolicy.STICKY) {
      throw new Refusal(
          Refusal.Code.LOWEST_INDEX,
          "Proxy.ActiveNodePolicy is lowest-index: the healthy node with the lowest index is always"
              + " active. Set it to sticky, or disable that node.");
    }
    return to.isPresent() ? named(state, to.get()) : firstOther(state, policy);
  }

  private static NodeHealth named(RoutingState state, NodeId to) {
    NodeHealth node = known(state, to);
    String name = to.name();
    if (state.active().leadsTo(Optional.of(node.node()))) {
      throw new Refusal(Refusal.Code.ACTIVE_ALREADY, name + " is active already." + drain(state));
    }
    if (!node.isHealthy()) {
      throw new Refusal(
          Refusal.Code.UNHEALTHY,
          name + " is not healthy: " + (node.isKnown() ? node.reason() : "not checked yet") + ".");
    }
    if (!state.intent().isEnabled(to)) {
      throw new Refusal(Refusal.Code.DISABLED, name + " is disabled. Enable it first.");
    }
    return node;
  }

  private static String drain(RoutingState state) {
    return state
        .active()
        .draining()
        .map(d -> " The drain of " + d.node().name() + " goes on; DELETE /v0/switchover ends it.")
        .orElse("");
  }

  /**
   * That node.
   *
   * @throws Refusal if there is none of that name
   */
  static NodeHealth known(RoutingState state, NodeId id) {
    return state
        .health()
        .of(id)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Code.UNKNOWN_NODE,
                    "There is no node "
                        + id.name()
                        + ". The nodes are "
                        + String.join(
                            ", ", state.topology().nodes().stream().map(Node::name).toList())
                        + "."));
  }

  /**
   * The switchover whose drain goes on, here or at another proxy: where the last session has ended
   * before the deadline, others may still have some.
   *
   * @throws Refusal if none does
   */
  static Switchover drain(RoutingState state, Instant now) {
    return state
        .intent()
        .switchover()
        .filter(s -> now.isBefore(s.since().plus(s.drain())))
        .filter(s -> !isEndedForAll(state))
        .filter(s -> state.active().node().filter(n -> n.id().equals(s.to())).isPresent())
        .orElseThrow(
            () -> new Refusal(Refusal.Code.NO_DRAIN, "No drain is going on: nothing to end."));
  }

  /** Where the sessions are gone by themselves, those of other proxies may go on. */
  private static boolean isEndedForAll(RoutingState state) {
    return state
        .active()
        .drain()
        .flatMap(NodeDrain::end)
        .filter(end -> end.how() != NodeDrain.How.COMPLETE)
        .isPresent();
  }

  /**
   * The drain that goes on here.
   *
   * @throws Refusal if none does
   */
  static NodeDrain drainHere(RoutingState state) {
    return state.topology().listeners().stream()
        .filter(listener -> listener.selector() == Selector.ACTIVE)
        .flatMap(listener -> state.route(listener.id()).draining().stream())
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Code.NO_DRAIN,
                    "No drain is going on here. To go back, ask for a switchover."));
  }

  private static NodeHealth firstOther(RoutingState state, ActiveNodePolicy policy) {
    return others(state, policy).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Code.NO_OTHER_NODE,
                    "There is no other node that is healthy and enabled."));
  }

  /** The healthy and enabled nodes but the active one, in the order of choice. */
  static List<NodeHealth> others(RoutingState state, ActiveNodePolicy policy) {
    List<NodeHealth> others =
        state.health().healthy().stream()
            .filter(n -> state.intent().isEnabled(n.node().id()))
            .filter(n -> !state.active().leadsTo(Optional.of(n.node())))
            .toList();
    return ChoiceOrder.of(others, Selector.ACTIVE, policy);
  }
}
