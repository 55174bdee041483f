package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What an operator may ask of the routes, and what becomes of it. */
class SwitchoverTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration CUT = Duration.ZERO;
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Operator ADMIN = new Operator("admin", "10.0.0.9");
  private static final Node A = new Node("a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9200, "/");
  private static final Node C = new Node("c", "10.0.0.3", 3306, 9200, "/");

  private RoutingRules rules = new RoutingRules(ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
  private Instant now = START;
  private RoutingState state =
      healthy(
          rules.initial(
              Routers.activeOnly(List.of(A, B, C)), Intent.INITIAL, Claims.alone("me"), START));

  @Test
  void cut_movesTheRouteAndKeepsNoSessionOfTheFormerNode() {
    Route before = state.active();

    switchOver("c", CUT);

    assertThat(state.active().node()).contains(C);
    assertThat(state.active().keeps(before)).isFalse();
    assertThat(state.active().draining()).isEmpty();
    assertThat(state.active().reason().code()).isEqualTo(Reason.Code.SWITCHOVER);
    assertThat(state.active().reason().text()).isEqualTo("admin wants c: why");
    assertThat(state.intent().switchover().orElseThrow().from()).contains(A.id());
  }

  @Test
  void withoutATarget_theFirstOfTheOthersIsTaken() {
    change(s -> rules.operator().switchOver(s, request(Optional.empty(), CUT), now));

    assertThat(state.active().node()).contains(B);
  }

  @Test
  void movedTraffic_staysThere() {
    switchOver("c", CUT);

    health(A, false);
    health(A, true);

    assertThat(state.active().node()).contains(C);
  }

  @Test
  void refusals_sayWhy_andChangeNothing() {
    health(C, false);
    change(s -> rules.operator().disable(s, B.id(), request(Optional.empty(), CUT), now));
    RoutingState before = state;

    assertThat(refusal("x")).isEqualTo("There is no node x. The nodes are a, b, c.");
    assertThat(refusal("a")).isEqualTo("a is active already.");
    assertThat(refusal("b")).isEqualTo("b is disabled. Enable it first.");
    assertThat(refusal("c")).isEqualTo("c is not healthy: 503.");
    assertThat(
            refusal(() -> rules.operator().switchOver(state, request(Optional.empty(), CUT), now)))
        .isEqualTo("There is no other node that is healthy and enabled.");
    assertThat(refusal(() -> rules.operator().finishDrain(state, now)))
        .startsWith("No drain is going on");
    rules = new RoutingRules(ActiveNodePolicy.LOWEST_INDEX, Routers.ONLY_AT_START);
    assertThat(refusal("b")).startsWith("Proxy.ActiveNodePolicy is lowest-index");
    assertThat(state).isEqualTo(before);
  }

  @Test
  void drain_keepsTheFormerSessions_untilTheDeadline() {
    Route before = state.active();

    switchOver("b", DRAIN);
    Route during = state.active();

    assertThat(during.node()).contains(B);
    assertThat(during.keeps(before)).isTrue();
    assertThat(rules.nextChoice(state, now)).contains(START.plus(DRAIN));

    pass(DRAIN.minusMillis(1));
    assertThat(state.active()).isEqualTo(during);
    pass(Duration.ofMillis(1));

    assertThat(state.active().keeps(before)).isFalse();
    assertThat(state.active().keeps(during)).isTrue();
    assertThat(state.active().generation()).isEqualTo(during.generation() + 1);
    assertThat(how()).contains(NodeDrain.How.DEADLINE);
    assertThat(state.active().since()).isEqualTo(during.since());
    assertThat(rules.nextChoice(state, now)).isEmpty();
  }

  @Test
  void clockSetBack_endsADrainRatherThanToProlongIt() {
    switchOver("b", DRAIN);

    pass(Duration.ofHours(-1));

    assertThat(how()).contains(NodeDrain.How.DEADLINE);
  }

  @Test
  void lastSession_endsTheDrain() {
    switchOver("b", DRAIN);

    change(s -> rules.operator().drained(s, ListenerId.ACTIVE, A.id(), now));

    assertThat(how()).contains(NodeDrain.How.COMPLETE);
  }

  @Test
  void finish_cutsWhatIsLeft() {
    Route before = state.active();
    switchOver("b", DRAIN);
    long term = term();

    change(s -> rules.operator().finishDrain(s, now));

    assertThat(how()).contains(NodeDrain.How.FINISHED);
    assertThat(state.active().keeps(before)).isFalse();
    assertThat(state.active().node()).contains(B);
    assertThat(term()).isEqualTo(term + 1);
  }

  /** Another proxy may still have sessions at the former node. */
  @Test
  void finish_isToldTheOthers_thoughTheDrainHereIsOver() {
    switchOver("b", DRAIN);
    change(s -> rules.operator().drained(s, ListenerId.ACTIVE, A.id(), now));
    long term = term();

    change(s -> rules.operator().finishDrain(s, now));
    assertThat(term()).isEqualTo(term + 1);
    assertThat(state.claim().orElseThrow().drain()).isZero();

    pass(DRAIN);
    assertThat(refusal(() -> rules.operator().finishDrain(state, now)))
        .startsWith("No drain is going on");
  }

  /** One request too many must not cut everybody. */
  @Test
  void drainThatIsOverHere_isNotUndone_norFinishedTwice() {
    switchOver("b", DRAIN);
    change(s -> rules.operator().finishDrain(s, now));

    assertThat(refusal(() -> rules.operator().finishDrain(state, now)))
        .startsWith("No drain is going on");
    assertThat(refusal(() -> rules.operator().undoDrain(state, "", ADMIN, now)))
        .isEqualTo("No drain is going on here. To go back, ask for a switchover.");
  }

  @Test
  void back_keepsTheFormerSessions_andCutsTheOthers() {
    Route before = state.active();
    switchOver("b", DRAIN);
    Route during = state.active();

    change(s -> rules.operator().undoDrain(s, "", ADMIN, now));

    assertThat(state.active().node()).contains(A);
    assertThat(state.active().keeps(before)).isTrue();
    assertThat(state.active().keeps(during)).isFalse();
    assertThat(how()).contains(NodeDrain.How.BACK);
  }

  @Test
  void secondDrain_endsTheFirst() {
    Route first = state.active();
    switchOver("b", DRAIN);
    Route second = state.active();

    switchOver("c", DRAIN);

    assertThat(state.active().keeps(first)).isFalse();
    assertThat(state.active().keeps(second)).isTrue();
    assertThat(state.active().kept()).containsExactly(C, B);
  }

  @Test
  void drainBackToTheNodeThatIsDrained_swapsThem() {
    Route first = state.active();
    switchOver("b", DRAIN);
    Route second = state.active();

    switchOver("a", DRAIN);

    assertThat(state.active().keeps(first)).isTrue();
    assertThat(state.active().keeps(second)).isTrue();
    pass(DRAIN);
    assertThat(state.active().keeps(first)).isTrue();
    assertThat(state.active().keeps(second)).isFalse();
  }

  @Test
  void drainedNodeThatFails_losesItsSessionsAtOnce() {
    Route before = state.active();
    switchOver("b", DRAIN);

    health(A, false);

    assertThat(how()).contains(NodeDrain.How.NODE_LOST);
    assertThat(state.active().keeps(before)).isFalse();
    assertThat(state.active().node()).contains(B);
  }

  @Test
  void newNodeThatFails_endsTheDrain_andTheFormerOneMayBeActiveAgain() {
    Route before = state.active();
    switchOver("b", DRAIN);
    Route during = state.active();

    health(B, false);

    assertThat(state.active().node()).contains(A);
    assertThat(how()).contains(NodeDrain.How.NODE_LOST);
    assertThat(state.active().keeps(before)).isTrue();
    assertThat(state.active().keeps(during)).isFalse();
  }

  @Test
  void trafficSwitchedOff_endsTheDrain_andNobodyComesBack() {
    Route before = state.active();
    switchOver("b", DRAIN);
    Route during = state.active();

    traffic(false);
    assertThat(how()).contains(NodeDrain.How.TRAFFIC_DISABLED);
    assertThat(state.active().kept()).isEmpty();
    traffic(true);

    assertThat(state.active().keeps(before)).isFalse();
    assertThat(state.active().keeps(during)).isFalse();
  }

  @Test
  void removedNode_isDrainedNoMore() {
    switchOver("b", DRAIN);

    change(s -> rules.withTopology(s, Routers.activeOnly(List.of(B, C)), now));

    assertThat(how()).contains(NodeDrain.How.NODE_LOST);
  }

  @Test
  void switchover_isAWishOfAHigherTerm() {
    switchOver("c", DRAIN);

    Claim claim = state.claim().orElseThrow();
    assertThat(claim.wish()).isTrue();
    assertThat(claim.drain()).isEqualTo(DRAIN);
    assertThat(claim.term()).isEqualTo(1);
    assertThat(claim.node()).isEqualTo(C.id());
  }

  @Test
  void wishOfAnotherProxy_isFollowedAtOnce_withItsDrain_howeverOftenThereWasOne() {
    for (int i = 1; i <= 20; i++) {
      Node to = i % 2 == 0 ? A : B;
      Route before = state.active();

      hear(claim(i, true, DRAIN, to));

      assertThat(state.active().node()).contains(to);
      assertThat(state.active().keeps(before)).isTrue();
      assertThat(state.intent().switchover().orElseThrow().by()).isEqualTo(Operator.NOBODY);
    }
  }

  @Test
  void finishAtAnotherProxy_endsTheDrainHere() {
    hear(claim(1, true, DRAIN, B));

    hear(claim(2, true, CUT, B));

    assertThat(how()).contains(NodeDrain.How.FINISHED);
    assertThat(state.active().node()).contains(B);
  }

  @Test
  void ordinaryClaimForTheSameNode_leavesTheDrainAlone() {
    switchOver("b", DRAIN);

    hear(claim(7, false, CUT, B));

    assertThat(state.active().draining()).isPresent();
  }

  private Optional<NodeDrain.How> how() {
    return state.active().drain().flatMap(NodeDrain::end).map(NodeDrain.End::how);
  }

  private long term() {
    return state.claim().orElseThrow().term();
  }

  private void switchOver(String to, Duration drain) {
    change(s -> rules.operator().switchOver(s, request(Optional.of(new NodeId(to)), drain), now));
  }

  private static Switchover.Request request(Optional<NodeId> to, Duration drain) {
    return new Switchover.Request(to, drain, "why", ADMIN);
  }

  private String refusal(String to) {
    return refusal(
        () -> rules.operator().switchOver(state, request(Optional.of(new NodeId(to)), CUT), now));
  }

  private static String refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable asked) {
    return catchThrowableOfType(Refusal.class, asked).getMessage();
  }

  private void hear(Claim claim) {
    change(
        s ->
            rules.withClaims(
                s, s.claims().hear("other", "its process", new Said(claim, List.of()), now), now));
  }

  private static Claim claim(long term, boolean wish, Duration drain, Node node) {
    return new Claim(term, wish, drain, 0, 0, node.id(), node.address(), "other");
  }

  private void traffic(boolean enabled) {
    change(
        s ->
            rules.withIntent(
                s, s.intent().with(new TrafficSwitch(enabled, "", ADMIN, Optional.of(now))), now));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    change(s -> rules.later(s, now));
  }

  private void change(UnaryOperator<RoutingState> step) {
    state = step.apply(state);
  }

  private RoutingState healthy(RoutingState initial) {
    state = initial;
    health(A, true);
    health(B, true);
    health(C, true);
    return state;
  }

  private void health(Node node, boolean healthy) {
    Verdict verdict =
        healthy
            ? new Verdict(true, OptionalLong.of(node.name().charAt(0) - 'a'), "200", "Synced")
            : Verdict.unhealthy("503");
    NodeHealth after = state.health().of(node.id()).orElseThrow().after(verdict, now);
    change(s -> rules.withHealth(s, s.health().with(after), now));
  }
}
