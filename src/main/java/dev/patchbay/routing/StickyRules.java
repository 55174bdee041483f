package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The choice of the active node under {@link ActiveNodePolicy#STICKY}, as pure functions: it stays
 * while it may be chosen, unless an operator wants another one or {@link ClaimRules} say to follow
 * the other proxies.
 */
final class StickyRules {
  private StickyRules() {}

  /**
   * @param anew the node that is chosen when none stays; empty while that waits
   */
  static ActiveChoice choose(RoutingState state, Supplier<Optional<NodeHealth>> anew, Instant now) {
    Claims claims = state.claims();
    List<NodeHealth> eligible = Eligible.of(state);
    Optional<ClaimRules.Candidate> higher = ClaimRules.higher(state, eligible, now);
    Optional<NodeHealth> stays =
        eligible.stream().filter(n -> state.active().leadsTo(Optional.of(n.node()))).findFirst();
    if (stays.isPresent()) {
      return keepOrFollow(stays.get(), higher, state, now);
    }
    if (higher.isPresent()) {
      return ActiveChoice.of(
          Optional.of(higher.get().node().node()), claims.holding(higher.get().claim()));
    }
    Optional<NodeHealth> chosen = anew.get();
    return ActiveChoice.of(
        chosen.map(NodeHealth::node), chosen.map(n -> claimFor(n, claims)).orElse(claims));
  }

  private static ActiveChoice keepOrFollow(
      NodeHealth active, Optional<ClaimRules.Candidate> higher, RoutingState state, Instant now) {
    Claims claims = state.claims();
    if (higher.isPresent()) {
      Claim claim = higher.get().claim();
      NodeHealth to = higher.get().node();
      if (to.node().equals(active.node())) {
        return new ActiveChoice(
            Optional.of(to.node()),
            claims.holding(claim),
            Optional.empty(),
            claim.wish(),
            claim.drain());
      }
      if (ClaimRules.isDue(claims, claim, now)) {
        return follow(claim, active.node(), to.node(), claims, now);
      }
    }
    Optional<ClaimRules.Insisting> insisting = ClaimRules.insisting(state, active.node(), now);
    if (insisting.isPresent()) {
      return insist(active, insisting.get(), claims, now);
    }
    Claims known = ClaimRules.areAgreed(claims, active.node()) ? claims.agreed() : claims;
    return ActiveChoice.of(
        Optional.of(active.node()),
        known.own().isPresent() ? known : known.holding(ClaimRules.own(known, active, 0)));
  }

  /** Claims anew what the others may be able to follow; a move counts as theirs who caused it. */
  private static ActiveChoice insist(
      NodeHealth active, ClaimRules.Insisting what, Claims claims, Instant now) {
    boolean stays = what.node().equals(active);
    Claim anew = ClaimRules.own(claims, what.node(), claims.nextTerm());
    return new ActiveChoice(
        Optional.of(what.node().node()),
        stays ? claims.insisting(anew) : claims.moving(anew, what.because().origin(), now),
        stays ? Optional.empty() : Optional.of(Reason.met(active.node())),
        false,
        Duration.ZERO);
  }

  private static ActiveChoice follow(
      Claim claim, Node former, Node to, Claims claims, Instant now) {
    return claim.wish()
        ? new ActiveChoice(
            Optional.of(to),
            claims.holding(claim),
            Optional.of(Reason.switchedOverElsewhere(to)),
            true,
            claim.drain())
        : new ActiveChoice(
            Optional.of(to),
            claims.following(claim, now),
            Optional.of(Reason.agreed(former)),
            false,
            Duration.ZERO);
  }

  /** The first choice has no cause but that there was none; whoever has been there before knows. */
  private static Claims claimFor(NodeHealth chosen, Claims claims) {
    long term = claims.own().isPresent() ? claims.nextTerm() : 0;
    return claims.holding(ClaimRules.own(claims, chosen, term));
  }

  /** What an operator wants here. */
  static ActiveChoice wanted(
      NodeHealth target, Duration drain, Optional<Reason> because, Claims claims) {
    return new ActiveChoice(
        Optional.of(target.node()),
        claims.holding(ClaimRules.wish(claims, target, drain)),
        because,
        true,
        drain);
  }
}
