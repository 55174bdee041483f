package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What one proxy does about what the others say. */
class ClaimTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Node A = new Node("a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9200, "/");
  private static final Node C = new Node("c", "10.0.0.3", 3306, 9200, "/");

  private final RoutingRules rules =
      new RoutingRules(ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
  private Instant now = START;
  private RoutingState state =
      rules.initial(
          Routers.topology(List.of(A, B, C)), Intent.INITIAL, Claims.unasked("me"), START);

  @Test
  void claims_areOrderedByTermThenWishThenRankThenName() {
    Claim lowest = claim(1, false, 2, "b");

    assertThat(claim(2, false, 9, "z")).isGreaterThan(lowest);
    assertThat(claim(1, true, 9, "z")).isGreaterThan(lowest);
    assertThat(claim(1, false, 1, "z")).isGreaterThan(lowest);
    assertThat(claim(1, false, 2, "a")).isGreaterThan(lowest);
    assertThat(claim(1, false, Claim.NO_RANK, "a")).isLessThan(lowest);
    assertThat(claim(1, false, 2, "b").isSame(lowest)).isTrue();
    assertThatThrownBy(() -> claim(-1, false, 0, "a")).hasMessageContaining("-1");
  }

  @Test
  void firstChoice_waitsUntilTheOthersHaveHadTheirTime() {
    allHealthy();
    assertThat(active()).isEmpty();
    assertThat(state.begun()).isFalse();
    assertThat(rules.nextChoice(state, now)).isEmpty();

    asked();

    assertThat(active()).contains(A);
    assertThat(own())
        .isEqualTo(new Claim(0, false, Duration.ZERO, 0, 0, A.id(), A.address(), "me"));
  }

  @Test
  void startingProxy_takesTheNodeOfTheHighestClaim() {
    hear("one", claim(3, false, 1, "b"));
    hear("two", claim(4, false, 2, "c"));
    allHealthy();

    asked();

    assertThat(active()).contains(C);
    assertThat(own().term()).isEqualTo(4);
  }

  @Test
  void startingProxyThatCannotUseTheNodeOfTheOthers_choosesWithoutLeadingThemAway() {
    hear("one", claim(3, false, 1, "b"));
    health(A, true);
    health(B, false);
    health(C, true);

    asked();

    assertThat(active()).contains(A);
    assertThat(own().term()).isZero();
  }

  @Test
  void higherClaim_isFollowedOnceItHasStoodForTheHoldDown() {
    serveA();
    hear("one", claim(1, false, 1, "b"));

    assertThat(active()).contains(A);
    assertThat(state.isContradicted()).isTrue();
    assertThat(rules.nextChoice(state, now)).contains(now.plus(ClaimRules.HOLD_DOWN));

    pass(ClaimRules.HOLD_DOWN.minusMillis(1));
    assertThat(active()).contains(A);
    pass(Duration.ofMillis(1));

    assertThat(active()).contains(B);
    assertThat(state.active().reason().code()).isEqualTo(Reason.Code.AGREED);
    assertThat(state.isContradicted()).isFalse();
  }

  @Test
  void operatorsWish_isFollowedAtOnce() {
    serveA();

    hear("one", claim(1, true, 2, "c"));

    assertThat(active()).contains(C);
  }

  @Test
  void higherClaimForTheSameNode_isTakenOverWithoutAMove() {
    serveA();
    long generation = state.active().generation();

    hear("one", claim(7, false, 0, "a"));

    assertThat(own().term()).isEqualTo(7);
    assertThat(state.active().generation()).isEqualTo(generation);
  }

  @Test
  void lowerClaim_changesNothing() {
    serveA();
    hear("one", claim(0, false, 1, "b"));

    pass(Duration.ofMinutes(5));

    assertThat(active()).contains(A);
    assertThat(state.isContradicted()).isFalse();
  }

  @Test
  void claimForANodeThatIsUnhealthyHere_isNotFollowed() {
    serveA();
    health(B, false);
    hear("one", claim(5, false, 1, "b"));

    pass(Duration.ofMinutes(5));

    assertThat(active()).contains(A);
  }

  @Test
  void nodeThatFails_isLeftForTheHigherClaimAtOnce_elseByAClaimAboveAll() {
    serveA();
    hear("one", claim(5, false, 2, "c"));

    health(A, false);
    assertThat(active()).contains(C);
    assertThat(own().term()).isEqualTo(5);

    health(C, false);
    assertThat(active()).contains(B);
    assertThat(own().term()).isEqualTo(6);
    assertThat(own().origin()).isEqualTo("me");
  }

  @Test
  void proxyThatFallsSilent_countsNoMore() {
    serveA();
    hear("one", claim(5, false, 1, "b"));

    state = rules.withClaims(state, state.claims().silent("one"), now);
    pass(Duration.ofMinutes(5));

    assertThat(active()).contains(A);
  }

  @Test
  void olderMessageOfTheSameProcess_isLeftOut_butNotThatOfANewOne() {
    serveA();
    hear("one", claim(5, false, 0, "a"));
    hear("one", claim(4, false, 1, "b"));
    assertThat(heard("one").term()).isEqualTo(5);

    state =
        rules.withClaims(
            state,
            state
                .claims()
                .hear("one", "restarted", new Said(claim(0, false, 1, "b"), List.of()), now),
            now);

    assertThat(heard("one").term()).isZero();
  }

  @Test
  void nodeOfAnotherName_isFoundByItsAddress_andOneThatIsUnknownIsNotFollowed() {
    serveA();
    hear(
        "one",
        new Claim(3, true, Duration.ZERO, 0, 9, new NodeId("elsewhere"), "10.9.9.9:3306", "it"));
    assertThat(active()).contains(A);

    hear("two", new Claim(2, true, Duration.ZERO, 0, 1, new NodeId("their-b"), B.address(), "it"));

    assertThat(active()).contains(B);
  }

  /** Whatever another one says, this proxy must be able to leave its node. */
  @Test
  void highestTermThereIs_keepsNobodyFromAFailover() {
    serveA();
    hear("one", claim(Claim.LAST_TERM, false, 0, "a"));

    health(A, false);

    assertThat(active()).contains(B);
    assertThat(own().term()).isEqualTo(Claim.LAST_TERM);
  }

  /** Else another one that has lost all nodes would take the first that is back for its sake. */
  @Test
  void proxyWithoutANode_claimsNothing() {
    serveA();
    assertThat(state.claim()).isPresent();

    health(A, false);
    health(B, false);
    health(C, false);

    assertThat(state.claim()).isEmpty();
    assertThat(own().term()).isPositive();
  }

  @Test
  void lowestIndex_needsNoClaims() {
    RoutingRules lowest = new RoutingRules(ActiveNodePolicy.LOWEST_INDEX, Routers.ONLY_AT_START);
    allHealthy();
    state = lowest.later(state, now);

    assertThat(active()).contains(A);
    assertThat(state.claims().own()).isEmpty();
  }

  private Optional<Node> active() {
    return state.active().node();
  }

  private Claim own() {
    return state.claims().own().orElseThrow();
  }

  private Claim heard(String proxy) {
    return state.claims().heard().get(proxy).claim();
  }

  private void serveA() {
    allHealthy();
    asked();
    assertThat(active()).contains(A);
  }

  private void asked() {
    state = rules.withClaims(state, state.claims().asked(), now);
  }

  private void hear(String proxy, Claim claim) {
    state =
        rules.withClaims(
            state, state.claims().hear(proxy, "i" + proxy, new Said(claim, List.of()), now), now);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    state = rules.later(state, now);
  }

  private void allHealthy() {
    health(A, true);
    health(B, true);
    health(C, true);
  }

  private void health(Node node, boolean healthy) {
    Verdict verdict =
        healthy
            ? new Verdict(true, OptionalLong.of(node.name().charAt(0) - 'a'), "200", "Synced")
            : Verdict.unhealthy("503");
    NodeHealth after = state.health().of(node.id()).orElseThrow().after(verdict, now);
    Health health = state.health().with(after);
    state = rules.withHealth(state, health, now);
  }

  private static Claim claim(long term, boolean wish, long rank, String node) {
    return new Claim(term, wish, Duration.ZERO, 0, rank, new NodeId(node), "", "somebody");
  }
}
