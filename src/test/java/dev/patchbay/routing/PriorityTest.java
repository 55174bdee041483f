package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Nodes of the own site come before those of another one, whatever their index. */
class PriorityTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Node FAR = new Node("far", "10.1.0.1", 3306, 9200, "/").withPriority(1);
  private static final Node NEAR = new Node("near", "10.0.0.1", 3306, 9200, "/");
  private static final Node NEAR_TOO = new Node("near-too", "10.0.0.2", 3306, 9200, "/");

  @Test
  void lowestPriority_isChosenBeforeTheLowestIndex() {
    RoutingState state = healthy(ActiveNodePolicy.STICKY);

    assertThat(state.active().node()).contains(NEAR);
    assertThat(state.route(ListenerId.INACTIVE).node()).contains(FAR);
    assertThat(state.claims().own().orElseThrow().priority()).isZero();
  }

  @Test
  void farNode_isTheLastThatIsLeft_andStaysWhenNearOnesAreBack() {
    RoutingState state = healthy(ActiveNodePolicy.STICKY);

    state = verdict(state, NEAR, Verdict.unhealthy("503"));
    assertThat(state.active().node()).contains(NEAR_TOO);
    state = verdict(state, NEAR_TOO, Verdict.unhealthy("503"));
    assertThat(state.active().node()).contains(FAR);

    state = verdict(state, NEAR, well(1));

    assertThat(state.active().node()).contains(FAR);
  }

  @Test
  void lowestIndex_knowsNoPriority() {
    assertThat(healthy(ActiveNodePolicy.LOWEST_INDEX).active().node()).contains(FAR);
  }

  @Test
  void anotherPriority_movesNobody() {
    RoutingState state = healthy(ActiveNodePolicy.STICKY);

    RoutingState after =
        rules(ActiveNodePolicy.STICKY)
            .withTopology(
                state,
                Routers.topology(List.of(FAR.withPriority(0), NEAR.withPriority(7), NEAR_TOO)),
                NOW);

    assertThat(after.active().generation()).isEqualTo(state.active().generation());
  }

  private static RoutingState healthy(ActiveNodePolicy policy) {
    RoutingState state =
        rules(policy)
            .initial(
                Routers.topology(List.of(FAR, NEAR, NEAR_TOO)),
                Intent.INITIAL,
                Claims.alone("me"),
                NOW);
    state = verdict(policy, state, FAR, well(0));
    state = verdict(policy, state, NEAR, well(1));
    return verdict(policy, state, NEAR_TOO, well(2));
  }

  private static RoutingRules rules(ActiveNodePolicy policy) {
    return new RoutingRules(policy, Routers.ONLY_AT_START);
  }

  private static Verdict well(long index) {
    return new Verdict(true, OptionalLong.of(index), "200", "Synced");
  }

  private static RoutingState verdict(RoutingState state, Node node, Verdict verdict) {
    return verdict(ActiveNodePolicy.STICKY, state, node, verdict);
  }

  private static RoutingState verdict(
      ActiveNodePolicy policy, RoutingState state, Node node, Verdict verdict) {
    NodeHealth after = state.health().of(node.id()).orElseThrow().after(verdict, NOW);
    return rules(policy).withHealth(state, state.health().with(after), NOW);
  }
}
