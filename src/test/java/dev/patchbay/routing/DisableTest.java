package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nodes that an operator wants to take no traffic. */
class DisableTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Operator ADMIN = new Operator("admin", "10.0.0.9");
  private static final Node A = new Node("a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9200, "/");
  private static final Node C = new Node("c", "10.0.0.3", 3306, 9200, "/");

  private RoutingRules rules = new RoutingRules(ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
  private RoutingState state = begin(Intent.INITIAL);

  @Test
  void disabledNode_isNotChosen_whileAnotherOneCanBe() {
    disable("b", Duration.ZERO);

    health(A, false);

    assertThat(state.active().node()).contains(C);
    assertThat(state.route(ListenerId.INACTIVE).node()).contains(C);
  }

  @Test
  void lastNode_keepsServing_thoughDisabled_untilAnotherOneIsBack() {
    disable("b", Duration.ZERO);
    disable("a", Duration.ZERO);
    assertThat(state.active().node()).contains(C);

    health(C, false);
    assertThat(state.active().node()).contains(A);
    assertThat(state.active().reason().text())
        .isEqualTo("c became unhealthy: 503; a is disabled, but no other node is healthy");

    health(C, true);
    assertThat(state.active().node()).contains(C);
    assertThat(state.active().reason().text()).isEqualTo("a was disabled by admin: disk");
    assertThat(state.active().reason().code()).isEqualTo(Reason.Code.DISABLED);
  }

  @Test
  void activeNodeThatIsDisabled_isASwitchover() {
    Route before = state.active();

    disable("a", Duration.ofSeconds(9));

    assertThat(state.active().node()).contains(B);
    assertThat(state.active().keeps(before)).isTrue();
    assertThat(state.active().reason().text()).isEqualTo("a was disabled by admin: disk");
    assertThat(state.claim().orElseThrow().wish()).isTrue();
    assertThat(state.intent().switchover()).isPresent();
  }

  @Test
  void onlyHealthyNode_staysActiveWhenItIsDisabled() {
    health(B, false);
    health(C, false);

    disable("a", Duration.ZERO);

    assertThat(state.active().node()).contains(A);
    assertThat(state.intent().isEnabled(A.id())).isFalse();
    health(B, true);
    assertThat(state.active().node()).contains(B);
  }

  @Test
  void enabledNode_movesNobody_andMayBeChosenAgain() {
    disable("a", Duration.ZERO);

    state = rules.operator().enable(state, A.id(), START);

    assertThat(state.active().node()).contains(B);
    health(B, false);
    assertThat(state.active().node()).contains(A);
  }

  @Test
  void lowestIndex_leavesADisabledNodeToo() {
    rules = new RoutingRules(ActiveNodePolicy.LOWEST_INDEX, Routers.ONLY_AT_START);
    state = begin(Intent.INITIAL);

    disable("a", Duration.ZERO);
    assertThat(state.active().node()).contains(B);
    assertThat(state.active().reason().code()).isEqualTo(Reason.Code.DISABLED);

    state = rules.operator().enable(state, A.id(), START);
    assertThat(state.active().node()).contains(A);
  }

  @Test
  void nodeThatWasDisabledBeforeTheStart_isNotChosen() {
    state = begin(Intent.disabling(Map.of(A.id(), new Disabled("disk", ADMIN, START))));

    assertThat(state.active().node()).contains(B);
  }

  @Test
  void unknownNode_isRefused_butOneThatWasDisabledMayBeEnabledWhenItIsGone() {
    assertThatThrownBy(() -> disable("x", Duration.ZERO)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> rules.operator().enable(state, new NodeId("x"), START))
        .isInstanceOf(Refusal.class);
    disable("c", Duration.ZERO);
    state = rules.withTopology(state, Routers.topology(List.of(A, B)), START);

    state = rules.operator().enable(state, C.id(), START);

    assertThat(state.intent().disabled()).isEmpty();
  }

  @Test
  void claimForADisabledNode_isNotFollowed_andAnsweredWithOneForOurs() {
    disable("c", Duration.ZERO);
    Claim theirs = new Claim(4, true, Duration.ZERO, 0, 0, C.id(), C.address(), "other");

    Said said = new Said(theirs, Stream.of(A, B, C).map(UsableNode::of).toList());

    state = rules.withClaims(state, state.claims().hear("other", "i", said, START), START);
    assertThat(state.active().node()).contains(A);
    state = rules.later(state, START.plus(ClaimRules.UNFOLLOWED));

    assertThat(state.claim().orElseThrow().term()).isEqualTo(5);
    assertThat(state.claim().orElseThrow().node()).isEqualTo(A.id());
  }

  private void disable(String node, Duration drain) {
    state =
        rules
            .operator()
            .disable(
                state,
                new NodeId(node),
                new Switchover.Request(Optional.empty(), drain, "disk", ADMIN),
                START);
  }

  private RoutingState begin(Intent intent) {
    state = rules.initial(Routers.topology(List.of(A, B, C)), intent, Claims.alone("me"), START);
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
    NodeHealth after = state.health().of(node.id()).orElseThrow().after(verdict, START);
    state = rules.withHealth(state, state.health().with(after), START);
  }
}
