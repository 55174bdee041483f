package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Selector;
import dev.patchbay.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Listeners that spread their sessions over several nodes, and labels that say which. */
class SpreadTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Operator ADMIN = new Operator("admin", "10.0.0.9");
  private static final ListenerId REPORTS = new ListenerId("reports");
  private static final ListenerId BACKUPS = new ListenerId("backups");
  private static final Node A = node("a");
  private static final Node B = node("b").withLabels(List.of("reporting", "big"));
  private static final Node C = node("c").withLabels(List.of("reporting"));

  private final RoutingRules rules =
      new RoutingRules(ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
  private RoutingState state =
      rules.initial(topology(A, B, C), Intent.INITIAL, Claims.alone("me"), START);

  SpreadTest() {
    health(A, true);
    health(B, true);
    health(C, true);
  }

  @Test
  void nodes_areAllHealthyOnes_thatHaveALabel_byIndex() {
    assertThat(reports().nodes()).containsExactly(B, C);
    assertThat(reports().generation()).isEqualTo(1);

    health(B, false);
    assertThat(reports().nodes()).containsExactly(C);

    health(C, false);
    assertThat(reports().open()).isEmpty();
    assertThat(state.active().node()).contains(A);
  }

  @Test
  void oneOfTheListenersLabels_isEnough() {
    reload(
        new Topology(
            List.of(A, B, C.withLabels(List.of("small"))),
            listeners(List.of("small", "reporting"))));

    assertThat(reports().nodes()).containsExactly(B, C.withLabels(List.of("small")));
  }

  @Test
  void withoutLabels_everyHealthyNodeIsOne_theActiveOneToo() {
    reload(new Topology(List.of(A, B, C), listeners(List.of())));

    assertThat(reports().nodes()).containsExactly(A, B, C);
  }

  @Test
  void nodeThatJoins_cutsNobody_andOneThatLeavesItsOwnSessionsOnly() {
    health(B, false);
    Route atC = reports().at(C);

    health(B, true);
    Route atB = reports().at(B);
    assertThat(reports().nodes()).containsExactly(B, C);
    assertThat(reports().keeps(atC)).isTrue();
    assertThat(reports().reason().text()).isEqualTo("b is healthy, index 1");

    health(C, false);
    assertThat(reports().keeps(atC)).isFalse();
    assertThat(reports().keeps(atB)).isTrue();
    assertThat(reports().reason().text()).isEqualTo("c became unhealthy: 503");

    // It is the same node, but its sessions were cut, and none of them comes back to life.
    health(C, true);
    assertThat(reports().keeps(atC)).isFalse();
  }

  @Test
  void sessionsElsewhere_areNoneOfTheActiveListenersBusiness() {
    Route active = state.active();
    Route atB = reports().at(B);

    switchOver(B, Duration.ZERO);

    assertThat(state.active().keeps(active)).isFalse();
    assertThat(reports().generation()).isEqualTo(1);
    assertThat(reports().keeps(atB)).isTrue();
  }

  @Test
  void disabledNode_takesNoNewSession_andLosesItsOwn() {
    Route atB = reports().at(B);

    disable(B, Duration.ZERO);

    assertThat(reports().nodes()).containsExactly(C);
    assertThat(reports().keeps(atB)).isFalse();
    assertThat(reports().reason().text()).isEqualTo("b was disabled by admin: disk");
  }

  @Test
  void disabledNodeThatIsDrained_keepsItsSessionsUntilTheDeadline() {
    Route atB = reports().at(B);
    Route atC = reports().at(C);

    disable(B, Duration.ofSeconds(9));

    assertThat(reports().nodes()).containsExactly(C);
    assertThat(reports().keeps(atB)).isTrue();
    assertThat(reports().leaves(atB)).isTrue();
    assertThat(reports().leaves(atC)).isFalse();
    assertThat(reports().kept()).containsExactly(C, B);
    assertThat(rules.nextChoice(state, START)).contains(START.plusSeconds(9));

    state = rules.later(state, START.plusSeconds(9));

    assertThat(ended()).isEqualTo(NodeDrain.How.DEADLINE);
    assertThat(reports().keeps(atB)).isFalse();
    assertThat(reports().keeps(atC)).isTrue();
  }

  @Test
  void lastNodeOfAListener_canBeDrainedToo() {
    health(C, false);
    Route atB = reports().at(B);

    disable(B, Duration.ofSeconds(9));

    assertThat(reports().open()).isEmpty();
    assertThat(reports().leaves(atB)).isTrue();
  }

  @Test
  void activeNodeThatIsDisabled_isDrainedAtEveryListener() {
    reload(new Topology(List.of(A, B, C), listeners(List.of())));
    Route active = state.active();
    Route atA = reports().at(A);

    disable(A, Duration.ofSeconds(9));

    assertThat(state.active().leaves(active)).isTrue();
    assertThat(reports().leaves(atA)).isTrue();
    assertThat(reports().nodes()).containsExactly(B, C);
  }

  @Test
  void drain_goesOn_whateverBecomesOfOtherNodes_andEndsWithItsOwn() {
    Route atB = reports().at(B);
    disable(B, Duration.ofSeconds(9));

    health(C, false);
    health(C, true);
    switchOver(C, Duration.ZERO);
    assertThat(reports().leaves(atB)).isTrue();

    health(B, false);
    assertThat(ended()).isEqualTo(NodeDrain.How.NODE_LOST);
    assertThat(reports().keeps(atB)).isFalse();
  }

  @Test
  void nodeThatIsEnabledAgain_hasTheSessionsThatItStillHad() {
    Route atB = reports().at(B);
    disable(B, Duration.ofSeconds(9));

    state = rules.operator().enable(state, B.id(), START);

    assertThat(ended()).isEqualTo(NodeDrain.How.BACK);
    assertThat(reports().nodes()).containsExactly(B, C);
    assertThat(reports().keeps(atB)).isTrue();
    assertThat(reports().leaves(atB)).isFalse();
  }

  @Test
  void drain_isCutShort_byDisablingOnceMore_andEndsWhenNoSessionIsLeft() {
    Route atB = reports().at(B);
    disable(B, Duration.ofSeconds(9));
    disable(B, Duration.ZERO);
    assertThat(ended()).isEqualTo(NodeDrain.How.FINISHED);
    assertThat(reports().keeps(atB)).isFalse();

    disable(C, Duration.ofSeconds(9));
    state = rules.operator().drained(state, REPORTS, C.id(), START);
    assertThat(ended()).isEqualTo(NodeDrain.How.COMPLETE);
  }

  @Test
  void secondDrain_leavesTheFirstAlone_andEachEndsAtItsOwnDeadline() {
    Route atB = reports().at(B);
    Route atC = reports().at(C);
    disable(B, Duration.ofSeconds(9));

    disable(C, Duration.ofSeconds(5));

    assertThat(reports().leaves(atB)).isTrue();
    assertThat(reports().leaves(atC)).isTrue();
    assertThat(reports().kept()).containsExactly(B, C);
    assertThat(reports().draining().map(NodeDrain::node)).contains(C);
    assertThat(rules.nextChoice(state, START)).contains(START.plusSeconds(5));

    state = rules.later(state, START.plusSeconds(5));
    assertThat(ends()).containsExactly(Optional.empty(), Optional.of(NodeDrain.How.DEADLINE));
    assertThat(reports().keeps(atB)).isTrue();
    assertThat(reports().keeps(atC)).isFalse();
    assertThat(reports().draining().map(NodeDrain::node)).contains(B);
    assertThat(rules.nextChoice(state, START)).contains(START.plusSeconds(9));

    state = rules.later(state, START.plusSeconds(9));
    assertThat(ends())
        .containsExactly(Optional.of(NodeDrain.How.DEADLINE), Optional.of(NodeDrain.How.DEADLINE));
    assertThat(reports().keeps(atB)).isFalse();
  }

  @Test
  void nodeThatIsDrainedOnceMore_hasTheNewDeadline_inTheSameDrain() {
    Route atB = reports().at(B);
    disable(B, Duration.ofSeconds(9));

    state =
        rules.operator().disable(state, B.id(), wish(Duration.ofSeconds(9)), START.plusSeconds(4));

    assertThat(reports().drains())
        .containsExactly(
            new NodeDrain(B, atB.from(), START, START.plusSeconds(13), Optional.empty()));
    assertThat(rules.later(state, START.plusSeconds(12)).route(REPORTS).leaves(atB)).isTrue();
    assertThat(rules.later(state, START.plusSeconds(13)).route(REPORTS).keeps(atB)).isFalse();
  }

  /** The last healthy node is away for a moment: that is no reason to cut anybody afterwards. */
  @Test
  void drainedNode_thatServesForWantOfOthers_isLeftAgain_withItsOldDeadline() {
    reload(new Topology(List.of(A, B, C), listeners(List.of())));
    Route before = reports().at(B);
    disable(B, Duration.ofSeconds(9));

    health(A, false);
    health(C, false);
    Route meanwhile = reports().at(B);
    assertThat(reports().nodes()).containsExactly(B);
    assertThat(reports().keeps(before)).isTrue();
    assertThat(reports().leaves(before)).isFalse();

    health(C, true);
    assertThat(reports().nodes()).containsExactly(C);
    assertThat(reports().leaves(before)).isTrue();
    assertThat(reports().leaves(meanwhile)).isTrue();

    state = rules.later(state, START.plusSeconds(9));
    assertThat(ended()).isEqualTo(NodeDrain.How.DEADLINE);
    assertThat(reports().keeps(before)).isFalse();
  }

  @Test
  void nodeThatIsDrainedWhileItIsTheOnlyOne_keepsItsSessionsUntilTheDeadline() {
    reload(new Topology(List.of(A, B, C), listeners(List.of())));
    health(A, false);
    health(C, false);
    Route atB = reports().at(B);

    disable(B, Duration.ofSeconds(9));
    disable(B, Duration.ofSeconds(5));
    assertThat(reports().nodes()).containsExactly(B);
    assertThat(reports().drainsGoingOn()).hasSize(1);

    health(C, true);
    assertThat(reports().nodes()).containsExactly(C);
    assertThat(reports().leaves(atB)).isTrue();

    state = rules.later(state, START.plusSeconds(5));
    assertThat(ended()).isEqualTo(NodeDrain.How.DEADLINE);
    assertThat(reports().keeps(atB)).isFalse();
  }

  @Test
  void drainedNode_thatLosesItsLabel_isLeftAtOnce() {
    Route atB = reports().at(B);
    disable(B, Duration.ofSeconds(9));

    reload(topology(A, B.withLabels(List.of("big")), C));

    assertThat(ended()).isEqualTo(NodeDrain.How.NODE_LOST);
    assertThat(reports().keeps(atB)).isFalse();
  }

  /** What is over is told until the next one begins, and is then forgotten. */
  @Test
  void drainsThatAreOver_areNoMoreThanTheNodes() {
    for (int i = 0; i < 3; i++) {
      disable(B, Duration.ofSeconds(9));
      disable(C, Duration.ofSeconds(9));
      assertThat(reports().drains()).hasSize(2);
      state = rules.operator().enable(state, B.id(), START);
      state = rules.operator().enable(state, C.id(), START);
      assertThat(ends())
          .containsExactly(Optional.of(NodeDrain.How.BACK), Optional.of(NodeDrain.How.BACK));
    }
  }

  @Test
  void trafficThatIsSwitchedOff_cutsAllAndEndsTheDrain() {
    Route atB = reports().at(B);
    Route atC = reports().at(C);
    disable(B, Duration.ofSeconds(9));

    state =
        rules.withIntent(
            state,
            state.intent().with(new TrafficSwitch(false, "stop", ADMIN, Optional.of(START))),
            START);

    assertThat(ended()).isEqualTo(NodeDrain.How.TRAFFIC_DISABLED);
    assertThat(reports().keeps(atB)).isFalse();
    assertThat(reports().keeps(atC)).isFalse();
    assertThat(reports().open()).isEmpty();
  }

  @Test
  void nodeThatLosesItsLabel_losesItsSessionsThere_andOneThatGainsItGetsNewOnes() {
    Route atB = reports().at(B);
    Route atC = reports().at(C);
    Node labelled = A.withLabels(List.of("reporting"));
    Node plain = B.withLabels(List.of("big"));

    reload(topology(labelled, plain, C));

    assertThat(reports().nodes()).containsExactly(labelled, C);
    assertThat(reports().keeps(atB)).isFalse();
    assertThat(reports().keeps(atC)).isTrue();
    assertThat(reports().reason().code()).isEqualTo(Reason.Code.RELABELLED);
    assertThat(reports().reason().text()).isEqualTo("b has none of the listener's labels any more");
  }

  @Test
  void otherLabels_thatLeaveTheGroupAsItIs_areNoOtherRoute() {
    Node more = B.withLabels(List.of("x", "reporting"));

    reload(topology(A, more, C));

    assertThat(reports().nodes()).containsExactly(more, C);
    assertThat(reports().generation()).isEqualTo(1);
    assertThat(state.active().generation()).isEqualTo(1);
  }

  @Test
  void otherIndex_isAnotherOrderOfChoice_andNoOtherRoute() {
    verdict(B, new Verdict(true, OptionalLong.of(7), "200", "Synced"));

    assertThat(reports().nodes()).containsExactly(C, B);
    assertThat(reports().generation()).isEqualTo(1);
  }

  @Test
  void inactiveNode_isOneWithALabel_andTheActiveOneStandsInIfThereIsNone() {
    assertThat(backups().node()).contains(B);

    health(B, false);
    assertThat(backups().node()).contains(A);
    assertThat(rules.nextChoice(state, START)).isEmpty();

    health(B, true);
    assertThat(backups().node()).contains(B);

    reload(topology(A, B.withLabels(List.of()), C.withLabels(List.of("big"))));
    assertThat(backups().node().orElseThrow().id()).isEqualTo(C.id());
    assertThat(backups().reason().code()).isEqualTo(Reason.Code.RELABELLED);
  }

  @Test
  void beforeTheFirstChoice_thereIsNowhereToGo() {
    state = rules.initial(topology(A, B, C), Intent.INITIAL, Claims.alone("me"), START);

    health(B, true);

    assertThat(reports().open()).isEmpty();
    assertThat(reports().reason()).isEqualTo(Reason.WAITING);
  }

  private Route reports() {
    return state.route(REPORTS);
  }

  private Route backups() {
    return state.route(BACKUPS);
  }

  private NodeDrain.How ended() {
    return reports().drain().flatMap(NodeDrain::end).orElseThrow().how();
  }

  private List<Optional<NodeDrain.How>> ends() {
    return reports().drains().stream().map(d -> d.end().map(NodeDrain.End::how)).toList();
  }

  private void reload(Topology topology) {
    state = rules.withTopology(state, topology, START);
  }

  private void disable(Node node, Duration drain) {
    state = rules.operator().disable(state, node.id(), wish(drain), START);
  }

  private static Switchover.Request wish(Duration drain) {
    return new Switchover.Request(Optional.empty(), drain, "disk", ADMIN);
  }

  private void switchOver(Node to, Duration drain) {
    state =
        rules
            .operator()
            .switchOver(
                state, new Switchover.Request(Optional.of(to.id()), drain, "", ADMIN), START);
  }

  private static Node node(String name) {
    return new Node(new NodeId(name), "10.0.0." + (int) name.charAt(0), 3306, 9200, "/");
  }

  private static Topology topology(Node... nodes) {
    return new Topology(List.of(nodes), listeners(List.of("reporting")));
  }

  private static List<ListenerSpec> listeners(List<String> labels) {
    ListenerSpec active = Routers.activeOnly(List.of()).listeners().get(0);
    return List.of(
        active,
        new ListenerSpec(REPORTS, "Listeners", "127.0.0.1", 0, Selector.FEWEST_SESSIONS, 3000)
            .withLabels(labels),
        new ListenerSpec(BACKUPS, "Listeners", "127.0.0.1", 0, Selector.INACTIVE, 3000)
            .withLabels(List.of("big")));
  }

  private void health(Node node, boolean healthy) {
    verdict(
        node,
        healthy
            ? new Verdict(true, OptionalLong.of(node.name().charAt(0) - 'a'), "200", "Synced")
            : Verdict.unhealthy("503"));
  }

  private void verdict(Node node, Verdict verdict) {
    state =
        rules.withHealth(
            state,
            state.health().with(state.health().of(node.id()).orElseThrow().after(verdict, START)),
            START);
  }
}
