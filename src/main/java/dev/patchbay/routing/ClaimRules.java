package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How proxies that stick agree, as pure functions: which claim of the others is followed, and when.
 *
 * <ul>
 *   <li>A claim counts if its node is healthy for this proxy and not disabled here, and its origin
 *       is not restless; what operators want is not counted as restlessness.
 *   <li>A proxy without a healthy node takes the highest claim that is above its own at once; if
 *       there is none it chooses by itself, which is a claim of its own.
 *   <li>A proxy with a healthy node leaves it for a higher claim when an operator wants it, at
 *       once, or when the claim has stood for {@link #HOLD_DOWN}: by then this proxy's own checks
 *       have seen what the other one saw, if it was the node's fault.
 *   <li>A proxy whose own node is healthy, and that has heard for {@link #UNFOLLOWED} a higher
 *       claim that it does not follow, because its node is unhealthy here or its origin restless,
 *       claims anew, above that, a node that all can use: its own one if it is among these. If
 *       there is none, all stay where they are.
 *   <li>A higher claim for the node that is active already is taken over without a move.
 * </ul>
 */
final class ClaimRules {
  /**
   * So long a claim must stand before a healthy node is left for it. Every proxy is asked anew
   * within 300 ms and hears within milliseconds, so what is said of a node that fails is settled by
   * then without a move.
   */
  static final Duration HOLD_DOWN = Duration.ofSeconds(1);

  /**
   * So long a claim may stand that is not followed; a node that is about to return is back by then.
   */
  static final Duration UNFOLLOWED = Duration.ofSeconds(3);

  /** So often in a row a proxy claims its own node anew before it may give in. */
  static final int MOST_UNHEEDED = 5;

  private ClaimRules() {}

  /** A claim of the others that counts, and its node here. */
  record Candidate(Claim claim, NodeHealth node) {}

  /** The highest claim above this proxy's own that counts; empty if there is none. */
  static Optional<Candidate> higher(RoutingState state, List<NodeHealth> healthy, Instant now) {
    Claims claims = state.claims();
    return claims
        .others()
        .map(Claims.Heard::claim)
        .filter(claim -> claims.own().map(claim::isAbove).orElse(true))
        .filter(
            claim ->
                claim.wish() || !isRestless(claims, claim, now) || isToGiveIn(claims, claim, now))
        .flatMap(claim -> find(claim, healthy).map(n -> new Candidate(claim, n)).stream())
        .max((a, b) -> a.claim().compareTo(b.claim()));
  }

  private static boolean isRestless(Claims claims, Claim claim, Instant now) {
    return claims.followed().isRestless(claim.origin(), now);
  }

  /**
   * Two proxies that hold each other for restless would stay apart until both are calm. One that
   * has claimed its own node so often in vain gives in to the other, if it is the one of the two
   * whose name comes last; once, until it has forgotten the moves before.
   */
  private static boolean isToGiveIn(Claims claims, Claim claim, Instant now) {
    return claims.unheeded() >= MOST_UNHEEDED
        && claims.self().compareTo(claim.origin()) > 0
        && claims.followed().mayGiveIn(claim.origin(), now);
  }

  /**
   * The highest claim above this proxy's own, for another node than its own, that it does not
   * follow.
   */
  private static Optional<Claim> unfollowed(RoutingState state, Node active, Instant now) {
    Claims claims = state.claims();
    List<NodeHealth> others = Eligible.others(state);
    return claims
        .others()
        .map(Claims.Heard::claim)
        .filter(claim -> claims.own().map(claim::isAbove).orElse(false))
        .filter(claim -> !claim.isFor(active))
        .filter(
            claim ->
                find(claim, others).isPresent()
                    || (!claim.wish() && isRestless(claims, claim, now)))
        .max(Claim::compareTo);
  }

  /** By name; by address where this proxy has no node of that name. */
  private static Optional<NodeHealth> find(Claim claim, List<NodeHealth> healthy) {
    Optional<NodeHealth> byName =
        healthy.stream().filter(n -> n.node().id().equals(claim.node())).findFirst();
    return byName.isPresent()
        ? byName
        : healthy.stream().filter(n -> n.node().address().equals(claim.address())).findFirst();
  }

  /** When the active node is left for a claim, or claimed anew because of one; empty if never. */
  static Optional<Instant> nextStep(
      RoutingState state, Node active, List<NodeHealth> healthy, Instant now) {
    Claims claims = state.claims();
    Optional<Instant> leaves =
        higher(state, healthy, now)
            .filter(higher -> !higher.node().node().equals(active))
            .flatMap(higher -> due(claims, higher.claim(), HOLD_DOWN));
    Optional<Instant> insists =
        unfollowed(state, active, now)
            .filter(claim -> answer(claim, state, active, now).isPresent())
            .flatMap(claim -> due(claims, claim, UNFOLLOWED));
    return Stream.concat(leaves.stream(), insists.stream()).min(Instant::compareTo);
  }

  private static Optional<Instant> due(Claims claims, Claim claim, Duration time) {
    return claims.since(claim).map(since -> since.plus(time));
  }

  /**
   * What to claim anew against a claim that is not followed, if that may end the difference: where
   * its node is of no use here, where all can be, but a restless proxy gets nobody to move; else
   * the active node.
   */
  private static Optional<NodeHealth> answer(
      Claim unfollowed, RoutingState state, Node active, Instant now) {
    return isUnusable(unfollowed, state)
        ? meetingPoint(state, active)
            .filter(n -> n.node().equals(active) || !isRestless(state.claims(), unfollowed, now))
        : state.health().of(active.id());
  }

  private static boolean isUnusable(Claim claim, RoutingState state) {
    return find(claim, Eligible.others(state)).isPresent();
  }

  /** A node that is claimed anew, and the claim because of which it is. */
  record Insisting(NodeHealth node, Claim because) {}

  /**
   * What is claimed anew now: the active node of this proxy where that may help, else the meeting
   * point. Empty if nothing is.
   */
  static Optional<Insisting> insisting(RoutingState state, Node active, Instant now) {
    return unfollowed(state, active, now)
        .filter(claim -> hasStood(state.claims(), claim, UNFOLLOWED, now))
        .flatMap(
            claim -> answer(claim, state, active, now).map(node -> new Insisting(node, claim)));
  }

  /**
   * Where all can be: the active node if it is one of those, else the node of the highest claim
   * among these, else the first in the order of choice. Empty if there is none.
   */
  private static Optional<NodeHealth> meetingPoint(RoutingState state, Node active) {
    Claims claims = state.claims();
    List<NodeHealth> common =
        ChoiceOrder.of(Eligible.of(state), Selector.ACTIVE, ActiveNodePolicy.STICKY).stream()
            .filter(n -> claims.others().allMatch(other -> other.canUse(n.node())))
            .toList();
    return Stream.concat(
            common.stream().filter(n -> n.node().equals(active)),
            Stream.concat(
                claims
                    .others()
                    .map(Claims.Heard::claim)
                    .sorted(Comparator.reverseOrder())
                    .flatMap(claim -> find(claim, common).stream()),
                common.stream()))
        .findFirst();
  }

  /** Whether all that are heard are at this node. */
  static boolean areAgreed(Claims claims, Node active) {
    return claims.others().allMatch(h -> h.claim().isFor(active));
  }

  /** Whether a healthy node is left for this claim now. */
  static boolean isDue(Claims claims, Claim claim, Instant now) {
    return claim.wish() || hasStood(claims, claim, HOLD_DOWN, now);
  }

  private static boolean hasStood(Claims claims, Claim claim, Duration time, Instant now) {
    Optional<Instant> since = claims.since(claim);
    // A clock that was set back must not prolong it.
    return since.isPresent()
        && (!now.isBefore(since.get().plus(time)) || now.isBefore(since.get()));
  }

  /** This proxy's claim for a node that it has chosen by itself. */
  static Claim own(Claims claims, NodeHealth chosen, long term) {
    return claim(claims, chosen, term, false, Duration.ZERO);
  }

  /** This proxy's claim for a node that an operator wants. */
  static Claim wish(Claims claims, NodeHealth wanted, Duration drain) {
    return claim(claims, wanted, claims.nextTerm(), true, drain);
  }

  private static Claim claim(
      Claims claims, NodeHealth chosen, long term, boolean wish, Duration drain) {
    Node node = chosen.node();
    return new Claim(
        term,
        wish,
        drain,
        node.priority(),
        chosen.index().orElse(Claim.NO_RANK),
        node.id(),
        node.address(),
        claims.self());
  }
}
