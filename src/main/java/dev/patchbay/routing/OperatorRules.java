package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an operator may ask for, as pure functions: each is one step of {@link RoutingRules}, or a
 * {@link Refusal} that changes nothing.
 */
record OperatorRules(RoutingRules rules) {

  /**
   * Moves the traffic as an operator wants it.
   *
   * @throws Refusal if that cannot be done
   */
  RoutingState switchOver(RoutingState state, Switchover.Request request, Instant now) {
    NodeHealth target = SwitchoverRules.target(state, request.to(), rules.policy());
    return switchOver(
        state, target, request, Reason.switchedOver(target.node(), request), Asked.NOTHING, now);
  }

  private RoutingState switchOver(
      RoutingState state,
      NodeHealth target,
      Switchover.Request request,
      Reason because,
      Asked asked,
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
    return rules.decide(state.with(state.intent().with(done)), asked.and(choice), now);
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
    return rules.decide(state, Asked.active(choice), now);
  }

  /**
   * Ends the drain that goes on: the node that was left is active again, and the sessions of the
   * other one are cut.
   *
   * @throws Refusal if none does
   */
  RoutingState undoDrain(RoutingState state, String message, Operator by, Instant now) {
    NodeDrain drain = SwitchoverRules.drainHere(state);
    return switchOver(
        state,
        new Switchover.Request(Optional.of(drain.node().id()), Duration.ZERO, message, by),
        now);
  }

  /** The last session of a node that this listener drains has ended. */
  RoutingState drained(RoutingState state, ListenerId listener, NodeId node, Instant now) {
    return rules.decide(state, Asked.drained(listener, node), now);
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
        SwitchoverRules.others(next, rules.policy()).stream()
            .filter(n -> rules.policy() == ActiveNodePolicy.STICKY)
            .filter(n -> state.active().leadsTo(Optional.of(known.node())))
            .findFirst();
    Asked asked = Asked.leaving(node, how.drain());
    return other.isPresent()
        ? switchOver(next, other.get(), how, Reason.disabled(known.node(), disabled), asked, now)
        : rules.decide(next, asked, now);
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
    return rules.decide(state.with(state.intent().enable(node)), now);
  }
}
