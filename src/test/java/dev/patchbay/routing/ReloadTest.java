package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The nodes change while the router runs. */
class ReloadTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Node A = new Node("mysql/a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("mysql/b", "10.0.0.2", 3306, 9200, "/");
  private static final Node C = new Node("mysql/c", "10.0.0.3", 3306, 9200, "/");
  private static final Node D = new Node("mysql/d", "10.0.0.4", 3306, 9200, "/");
  private static final ChoiceWait WAIT =
      new ChoiceWait(Duration.ofMillis(1000), Duration.ofMillis(100));

  private final List<Transition> told = new ArrayList<>();
  private final List<Long> alarms = new ArrayList<>();
  private Router router;

  @BeforeEach
  void start() {
    router =
        new Router(
            Runnable::run,
            (millis, task) -> alarms.add(millis),
            Clock.fixed(NOW, ZoneOffset.UTC),
            ActiveNodePolicy.STICKY,
            WAIT,
            Routers.topology(List.of(A, B, C)),
            Intent.INITIAL,
            Claims.alone("me"));
    router.follow(told::add);
  }

  private void allHealthy() {
    healthy(A, 0);
    healthy(B, 1);
    healthy(C, 2);
    assertThat(active().node()).contains(A);
    assertThat(inactive().node()).contains(C);
    told.clear();
    alarms.clear();
  }

  @Test
  void addedNodeThatIsNotKnown_delaysNoFailover() {
    allHealthy();
    reload(A, B, C, D);

    sick(A, "503");

    assertThat(active().node()).contains(B);
    assertThat(alarms).isEmpty();
  }

  @Test
  void addedNodeThatIsNotKnown_delaysTheChoiceAfterAnOutageNoMoreThanAnUnhealthyOne() {
    allHealthy();
    reload(A, B, C, D);
    sick(A, "503");
    sick(B, "503");
    sick(C, "503");

    healthy(B, 1);

    assertThat(active().node()).isEmpty();
    assertThat(alarms).containsExactly(WAIT.afterOutage().toMillis() + 1);
  }

  @Test
  void addedNode_isChosenOnlyOnceItIsKnownToBeHealthy() {
    allHealthy();
    reload(D, A, B, C);
    assertThat(router.state().health().of(D.id()).map(NodeHealth::isAwaited)).contains(true);
    assertThat(told.get(0).routes()).isEmpty();
    assertThat(told.get(0).topology().added()).containsExactly(D);

    sick(A, "503");
    healthy(D, 3);
    sick(B, "503");
    sick(C, "503");

    assertThat(active().node()).contains(D);
  }

  @Test
  void nodeAddedBeforeTheFirstChoice_isWaitedForLikeTheOthers() {
    healthy(A, 0);
    healthy(B, 1);
    reload(A, B, C, D);
    healthy(C, 2);
    assertThat(active().node()).isEmpty();

    sick(D, "503");

    assertThat(active().node()).contains(A);
  }

  @Test
  void removingTheNodeThatIsWaitedFor_makesTheFirstChoice() {
    healthy(B, 1);
    healthy(C, 2);
    assertThat(active().node()).isEmpty();

    reload(B, C);

    assertThat(active().node()).contains(B);
    assertThat(inactive().node()).contains(C);
  }

  @Test
  void removingTheActiveNode_isAFailoverToTheNext() {
    allHealthy();
    long generation = active().generation();

    reload(B, C);

    assertThat(active().node()).contains(B);
    assertThat(active().generation()).isEqualTo(generation + 1);
    assertThat(active().reason())
        .isEqualTo(new Reason(Reason.Code.REMOVED, Optional.of(A.id()), "mysql/a was removed"));
    assertThat(active().choice().reason()).isEqualTo(active().reason());
    assertThat(told).hasSize(1);
    assertThat(told.get(0).topology().removed()).containsExactly(A);
    assertThat(told.get(0).routes())
        .extracting(Transition.RouteChange::listener)
        .containsExactly(ListenerId.ACTIVE);
    assertThat(router.state().health().of(A.id())).isEmpty();
  }

  @Test
  void removingTheInactiveNode_cutsItsListenerAlone() {
    allHealthy();
    Route active = active();

    reload(A, B);

    assertThat(active()).isSameAs(active);
    assertThat(inactive().node()).contains(B);
    assertThat(inactive().reason().code()).isEqualTo(Reason.Code.REMOVED);
  }

  @Test
  void removingTheLastHealthyNode_leavesNone() {
    allHealthy();
    sick(B, "503");
    sick(C, "503");

    reload(B, C);

    assertThat(active().open()).isEmpty();
    assertThat(inactive().open()).isEmpty();
    assertThat(active().reason().code()).isEqualTo(Reason.Code.REMOVED);
  }

  @Test
  void removingAnotherNode_changesNoRoute() {
    allHealthy();

    reload(A, C);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).routes()).isEmpty();
  }

  @Test
  void anotherServerUnderTheActiveName_isLeft() {
    allHealthy();
    Node moved = new Node("mysql/a", "10.0.0.9", 3306, 9200, "/");

    reload(moved, B, C);

    assertThat(active().node()).contains(B);
    assertThat(active().reason())
        .isEqualTo(
            new Reason(
                Reason.Code.ADDRESS_CHANGED,
                Optional.of(A.id()),
                "mysql/a was given another address"));
    assertThat(router.state().health().of(A.id())).contains(NodeHealth.unknown(moved, NOW));
  }

  @Test
  void anotherMySqlPort_isAnotherServer() {
    allHealthy();

    reload(new Node("mysql/a", A.host(), 3307, 9200, "/"), B, C);

    assertThat(active().node()).contains(B);
    assertThat(active().reason().code()).isEqualTo(Reason.Code.ADDRESS_CHANGED);
  }

  @Test
  void anotherAgentOfTheActiveNode_cutsNobody() {
    allHealthy();
    long generation = active().generation();
    Node otherPort = new Node("mysql/a", A.host(), A.port(), 9201, "/");
    Node otherPath = new Node("mysql/a", A.host(), A.port(), 9201, "/other");

    reload(otherPort, B, C);
    reload(otherPath, B, C);

    assertThat(told).allSatisfy(transition -> assertThat(transition.routes()).isEmpty());
    assertThat(active().generation()).isEqualTo(generation);
    assertThat(active().node()).contains(otherPath);
    assertThat(router.state().health().of(A.id()).map(NodeHealth::isHealthy)).contains(true);
  }

  /** The monitor hears of the reload later, and its last word is of the node as it was. */
  @Test
  void healthOfTheNodesAsTheyWere_saysNothingOfAnotherServer() {
    allHealthy();
    Health former = router.state().health();
    Node moved = new Node("mysql/b", "10.0.0.9", 3306, 9200, "/");
    reload(A, moved, D);

    router.onHealth(former);

    RoutingState state = router.state();
    assertThat(state.health().nodes()).extracting(NodeHealth::node).containsExactly(A, moved, D);
    assertThat(state.health().healthy()).extracting(NodeHealth::node).containsExactly(A);
    assertThat(state.active().node()).contains(A);
  }

  @Test
  void anotherOrder_changesNoStickyRoute() {
    allHealthy();

    reload(C, B, A);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).routes()).isEmpty();
    assertThat(told.get(0).topology().reordered()).isTrue();
    assertThat(router.state().health().nodes())
        .extracting(NodeHealth::node)
        .containsExactly(C, B, A);
  }

  @Test
  void sameNodesAgain_areNoTransition() {
    allHealthy();

    reload(A, B, C);

    assertThat(told).isEmpty();
  }

  @Test
  void newName_isANewNode_thoughTheAddressIsAnOldOnes() {
    allHealthy();

    reload(new Node("mysql/z", A.host(), A.port(), 9200, "/"), B, C);

    assertThat(active().node()).contains(B);
    assertThat(active().reason().code()).isEqualTo(Reason.Code.REMOVED);
  }

  @Test
  void anotherPolicy_isHeededAtOnce() {
    allHealthy();
    sick(A, "503");
    healthy(A, 0);
    assertThat(active().node()).contains(B);

    router.reload(router.state().topology(), ActiveNodePolicy.LOWEST_INDEX, WAIT);

    assertThat(active().node()).contains(A);
    assertThat(active().reason().code()).isEqualTo(Reason.Code.GAVE_WAY);
  }

  @Test
  void trafficThatIsOff_staysOff() {
    allHealthy();
    router.setTraffic(false, "work", Operator.NOBODY);

    reload(B, C);

    assertThat(active().open()).isEmpty();
    assertThat(active().node()).contains(B);
  }

  @Test
  void otherListeners_areRefused_andNothingIsChanged() {
    allHealthy();
    RoutingState before = router.state();
    Topology activeOnly = Routers.activeOnly(List.of(B));

    var done = router.reload(activeOnly, ActiveNodePolicy.LOWEST_INDEX, WAIT).toCompletableFuture();

    assertThatThrownBy(done::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(router.state()).isSameAs(before);
    sick(A, "503");
    healthy(A, 0);
    assertThat(active().node()).contains(B);
  }

  private Route active() {
    return router.state().active();
  }

  private Route inactive() {
    return router.state().route(ListenerId.INACTIVE);
  }

  private void reload(Node... nodes) {
    Topology topology = router.state().topology().withNodes(List.of(nodes));
    RoutingState after =
        router.reload(topology, ActiveNodePolicy.STICKY, WAIT).toCompletableFuture().join();
    assertThat(after.topology()).isEqualTo(topology);
  }

  private void healthy(Node node, long index) {
    verdict(node, new Verdict(true, OptionalLong.of(index), "200", "Synced"));
  }

  private void sick(Node node, String reason) {
    verdict(node, Verdict.unhealthy(reason));
  }

  private void verdict(Node node, Verdict verdict) {
    Health health = router.state().health();
    router.onHealth(health.with(health.of(node.id()).orElseThrow().after(verdict, NOW)));
  }
}
