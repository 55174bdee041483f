package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Operator BY = new Operator("proxy", "10.0.0.9");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Backend A = new Backend("mysql/a", "10.0.0.1", 3306, 9200, "/", 0);
  private static final Backend B = new Backend("mysql/b", "10.0.0.2", 3306, 9200, "/", 1);
  private static final Backend C = new Backend("mysql/c", "10.0.0.3", 3306, 9200, "/", 2);

  private final List<RoutingState> published = new ArrayList<>();
  private ClusterView view = ClusterView.unknown(List.of(A, B, C), NOW);
  private Router router;

  @BeforeEach
  void start() {
    start(ActiveNodePolicy.STICKY);
  }

  private void start(ActiveNodePolicy policy) {
    router = new Router(Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC), policy, view);
    router.subscribe(published::add);
  }

  @Test
  void firstChoice_waitsForAVerdictOnEveryNode() {
    healthy(A, 1);
    healthy(B, 0);
    assertThat(router.state().active().node()).isEmpty();

    sick(C, "timed out");

    assertThat(router.state().active().node()).contains(B);
    assertThat(router.state().active().reason()).isEqualTo("mysql/b is healthy, index 0");
    assertThat(router.state().inactive().node()).contains(A);
  }

  @Test
  void unknownIndexes_comeLastAndInConfigurationOrder() {
    unknownIndex(A);
    unknownIndex(B);
    healthy(C, 7);
    assertThat(router.state().active().node()).contains(C);
    assertThat(router.state().inactive().node()).contains(B);

    sick(C, "503");

    assertThat(router.state().active().node()).contains(A);
  }

  @Test
  void equalIndexes_areDecidedByConfigurationOrder() {
    healthy(C, 0);
    healthy(B, 0);
    healthy(A, 0);

    assertThat(router.state().active().node()).contains(A);
    assertThat(router.state().inactive().node()).contains(C);
  }

  @Test
  void unhealthyActiveNode_givesWayAndTheReasonSaysWhy() {
    allHealthy();
    long generation = router.state().active().generation();

    sick(A, "503");

    assertThat(router.state().active().node()).contains(B);
    assertThat(router.state().active().generation()).isEqualTo(generation + 1);
    assertThat(router.state().active().reason()).isEqualTo("mysql/a became unhealthy: 503");
  }

  @Test
  void returningNode_doesNotTakeTheTrafficBackWhenSticky() {
    allHealthy();
    sick(A, "503");

    healthy(A, 0);

    assertThat(router.state().active().node()).contains(B);
  }

  @Test
  void returningNode_takesTheTrafficBackUnderLowestIndex() {
    start(ActiveNodePolicy.LOWEST_INDEX);
    allHealthy();
    sick(A, "503");

    healthy(A, 0);

    assertThat(router.state().active().node()).contains(A);
    assertThat(router.state().active().reason())
        .isEqualTo("mysql/b gave way: mysql/a is healthy, index 0");
  }

  @Test
  void inactiveNodeChange_leavesTheActiveRouteAlone() {
    allHealthy();
    Route active = router.state().active();

    sick(C, "503");

    assertThat(router.state().inactive().node()).contains(B);
    assertThat(router.state().active()).isSameAs(active);
  }

  @Test
  void activeNode_servesTheInactiveListenerOnlyWhenItIsAlone() {
    allHealthy();
    sick(B, "503");
    sick(C, "503");
    assertThat(router.state().inactive().node()).contains(A);

    healthy(B, 1);

    assertThat(router.state().inactive().node()).contains(B);
    assertThat(router.state().active().node()).contains(A);
  }

  @Test
  void noHealthyNode_closesTheRoute() {
    allHealthy();
    sick(A, "503");
    sick(B, "503");

    sick(C, "refused");

    assertThat(router.state().active().open()).isEmpty();
    assertThat(router.state().active().reason()).isEqualTo("mysql/c became unhealthy: refused");
  }

  @Test
  void disabledTraffic_closesBothRoutesAndKeepsTheirNodes() {
    allHealthy();

    RoutingState state = router.setTraffic(false, "upgrade", BY).toCompletableFuture().join();

    assertThat(state.active().open()).isEmpty();
    assertThat(state.inactive().open()).isEmpty();
    assertThat(state.active().node()).contains(A);
    assertThat(state.active().reason()).isEqualTo("traffic disabled: upgrade");
    assertThat(state.traffic())
        .isEqualTo(new TrafficSwitch(false, "upgrade", BY, Optional.of(NOW)));
  }

  @Test
  void failoverWhileTrafficIsDisabled_isKnownWhenItIsEnabledAgain() {
    allHealthy();
    router.setTraffic(false, "upgrade", BY);
    sick(A, "503");

    RoutingState state = router.setTraffic(true, "", BY).toCompletableFuture().join();

    assertThat(state.active().open()).contains(B);
    assertThat(state.active().reason()).isEqualTo("traffic enabled");
  }

  @Test
  void trafficSwitchedBeforeTheFirstVerdicts_isKept() {
    router.setTraffic(false, "not yet", BY);

    allHealthy();

    assertThat(router.state().active().node()).contains(A);
    assertThat(router.state().active().open()).isEmpty();
  }

  @Test
  void subscriberThatThrows_keepsNoOtherFromBeingTold() {
    router =
        new Router(
            this::runQuietly, Clock.fixed(NOW, ZoneOffset.UTC), ActiveNodePolicy.STICKY, view);
    router.subscribe(
        state -> {
          throw new IllegalStateException("broken");
        });
    router.subscribe(published::add);

    allHealthy();

    assertThat(published.get(published.size() - 1).active().node()).contains(A);
  }

  private void runQuietly(Runnable task) {
    try {
      task.run();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("broken");
    }
  }

  @Test
  void sameView_isNotPublishedTwice() {
    allHealthy();
    int before = published.size();

    router.onView(view);

    assertThat(published).hasSize(before);
  }

  private void allHealthy() {
    healthy(A, 0);
    healthy(B, 1);
    healthy(C, 2);
  }

  private void healthy(Backend node, long index) {
    verdict(node, new Verdict(true, OptionalLong.of(index), "200", "Synced"));
  }

  private void unknownIndex(Backend node) {
    verdict(node, Verdict.healthy("200"));
  }

  private void sick(Backend node, String reason) {
    verdict(node, Verdict.unhealthy(reason));
  }

  private void verdict(Backend node, Verdict verdict) {
    view = view.with(view.of(node).orElseThrow().after(verdict, NOW));
    router.onView(view);
  }
}
