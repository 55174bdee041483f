package dev.patchbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.health.Health;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Operator BY = new Operator("proxy", "10.0.0.9");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Node A = new Node("mysql/a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("mysql/b", "10.0.0.2", 3306, 9200, "/");
  private static final Node C = new Node("mysql/c", "10.0.0.3", 3306, 9200, "/");

  private final List<RoutingState> published = new ArrayList<>();
  private Health view = Health.unknown(List.of(A, B, C), NOW);
  private final List<Long> alarms = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private Instant now = NOW;
  private Router router;

  @BeforeEach
  void start() {
    start(ActiveNodePolicy.STICKY);
  }

  private void start(ActiveNodePolicy policy) {
    router = Routers.direct(Clock.fixed(NOW, ZoneOffset.UTC), policy, view);
    router.follow(t -> published.add(t.after()));
  }

  @Test
  void firstChoice_waitsForAVerdictOnEveryNode() {
    healthy(A, 1);
    healthy(B, 0);
    assertThat(router.state().active().node()).isEmpty();

    sick(C, "timed out");

    assertThat(router.state().active().node()).contains(B);
    assertThat(router.state().active().reason().text()).isEqualTo("mysql/b is healthy, index 0");
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(A);
  }

  @Test
  void unknownIndexes_comeLastAndInConfigurationOrder() {
    unknownIndex(A);
    unknownIndex(B);
    healthy(C, 7);
    assertThat(router.state().active().node()).contains(C);
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(B);

    sick(C, "503");

    assertThat(router.state().active().node()).contains(A);
  }

  @Test
  void equalIndexes_areDecidedByConfigurationOrder() {
    healthy(C, 0);
    healthy(B, 0);
    healthy(A, 0);

    assertThat(router.state().active().node()).contains(A);
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(C);
  }

  @Test
  void unhealthyActiveNode_givesWayAndTheReasonSaysWhy() {
    allHealthy();
    long generation = router.state().active().generation();

    sick(A, "503");

    assertThat(router.state().active().node()).contains(B);
    assertThat(router.state().active().generation()).isEqualTo(generation + 1);
    assertThat(router.state().active().reason().text()).isEqualTo("mysql/a became unhealthy: 503");
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
    assertThat(router.state().active().reason().text())
        .isEqualTo("mysql/b gave way: mysql/a is healthy, index 0");
  }

  @Test
  void inactiveNodeChange_leavesTheActiveRouteAlone() {
    allHealthy();
    Route active = router.state().active();

    sick(C, "503");

    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(B);
    assertThat(router.state().active()).isSameAs(active);
  }

  @Test
  void activeNode_servesTheInactiveListenerOnlyWhenItIsAlone() {
    allHealthy();
    sick(B, "503");
    sick(C, "503");
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(A);

    healthy(B, 1);

    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(B);
    assertThat(router.state().active().node()).contains(A);
  }

  @Test
  void noHealthyNode_closesTheRoute() {
    allHealthy();
    sick(A, "503");
    sick(B, "503");

    sick(C, "refused");

    assertThat(router.state().active().open()).isEmpty();
    assertThat(router.state().active().reason().text())
        .isEqualTo("mysql/c became unhealthy: refused");
  }

  @Test
  void disabledTraffic_closesBothRoutesAndKeepsTheirNodes() {
    allHealthy();

    RoutingState state = router.setTraffic(false, "upgrade", BY).toCompletableFuture().join();

    assertThat(state.active().open()).isEmpty();
    assertThat(state.route(ListenerId.INACTIVE).open()).isEmpty();
    assertThat(state.active().node()).contains(A);
    assertThat(state.active().reason().text()).isEqualTo("traffic was switched off: upgrade");
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
    assertThat(state.active().reason().text()).isEqualTo("traffic was switched on");
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
        Routers.on(
            this::runQuietly, Clock.fixed(NOW, ZoneOffset.UTC), ActiveNodePolicy.STICKY, view);
    router.follow(
        transition -> {
          throw new IllegalStateException("broken");
        });
    router.follow(t -> published.add(t.after()));

    allHealthy();

    assertThat(published.get(published.size() - 1).active().node()).contains(A);
  }

  @Test
  void subscriberThatFails_keepsNoOtherFromBeingToldAndNobodyWaiting() {
    router =
        Routers.on(
            this::runQuietly, Clock.fixed(NOW, ZoneOffset.UTC), ActiveNodePolicy.STICKY, view);
    router.follow(
        transition -> {
          throw new NoClassDefFoundError("broken");
        });
    router.follow(t -> published.add(t.after()));

    CompletionStage<RoutingState> done = router.setTraffic(false, "for a test", BY);

    assertThat(published).hasSize(1);
    assertThat(done.toCompletableFuture()).isCompleted();
  }

  /** Who reads of a new active node may connect at once, and must not be sent to the former one. */
  @Test
  void whoFollowsAhead_isToldBeforeTheStateSaysIt_andBeforeTheOthers() {
    healthy(A, 0);
    healthy(B, 1);
    healthy(C, 2);
    List<String> told = new ArrayList<>();
    router.follow(t -> told.add("follower reads " + active(router.state())));
    router.followAhead(
        t -> {
          told.add("ahead reads " + active(router.state()));
          throw new IllegalStateException("broken");
        });

    assertThatThrownBy(() -> sick(A, "503")).hasMessage("broken");

    assertThat(told).containsExactly("ahead reads mysql/a", "follower reads mysql/b");
  }

  private static String active(RoutingState state) {
    return state.active().node().map(Node::name).orElse("");
  }

  @Test
  void follower_isToldTheStateAtOnceAndThenEachStep() {
    healthy(A, 0);
    RoutingState atFirst = router.state();
    List<RoutingState> begun = new ArrayList<>();
    List<Transition> steps = new ArrayList<>();

    router.follow(
        new Follower() {
          @Override
          public void begin(RoutingState state) {
            begun.add(state);
          }

          @Override
          public void next(Transition transition) {
            steps.add(transition);
          }
        });
    assertThat(begun).containsExactly(atFirst);
    assertThat(steps).isEmpty();

    healthy(B, 1);
    healthy(C, 2);
    router.setTraffic(false, "upgrade", BY);
    router.onHealth(view);
    sick(A, "503");

    assertThat(begun).hasSize(1);
    assertThat(steps).hasSize(4);
    assertThat(steps.get(0).before()).isSameAs(atFirst);
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i).before()).isSameAs(steps.get(i - 1).after());
    }
    assertThat(steps.get(3).after()).isSameAs(router.state());
    assertThat(steps.get(0).routes()).isEmpty();
    assertThat(steps.get(0).nodes()).extracting(n -> n.after().node()).containsExactly(B);
    assertThat(steps.get(1).routes())
        .extracting(Transition.RouteChange::listener)
        .containsExactly(ListenerId.ACTIVE, ListenerId.INACTIVE);
    assertThat(steps.get(2).isTrafficSwitched()).isTrue();
    assertThat(steps.get(2).routes()).noneMatch(Transition.RouteChange::isNodeChanged);
    assertThat(steps.get(3).isTrafficSwitched()).isFalse();
    assertThat(steps.get(3).route(ListenerId.ACTIVE))
        .hasValueSatisfying(
            change -> {
              assertThat(change.isNodeChanged()).isTrue();
              assertThat(change.before().node()).contains(A);
              assertThat(change.after().node()).contains(B);
            });
    assertThat(steps.get(3).route(ListenerId.INACTIVE)).isEmpty();
  }

  private void runQuietly(Runnable task) {
    try {
      task.run();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("broken");
    }
  }

  @Test
  void firstNodeBackAfterAnOutage_isNotTakenBeforeTheOthersHadTheirTime() {
    startWaiting();
    allHealthy();
    allSick();

    after(0, C, 2);
    after(30, B, 1);
    assertThat(router.state().active().node()).isEmpty();
    assertThat(router.state().route(ListenerId.INACTIVE).node()).isEmpty();
    assertThat(alarms).containsExactly(101L);

    now = now.plusMillis(70);
    wakeUp();

    assertThat(router.state().active().node()).contains(B);
    assertThat(router.state().active().reason().text()).isEqualTo("mysql/b is healthy, index 1");
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(C);
  }

  @Test
  void outageThatIsOverForAllNodes_endsTheWaitAtOnce() {
    startWaiting();
    allHealthy();
    allSick();

    after(0, C, 2);
    after(1, B, 1);
    after(1, A, 0);

    assertThat(router.state().active().node()).contains(A);
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(C);
  }

  /** The first one back was number 0 while it was alone, and has not been asked since. */
  @Test
  void nodesThatClaimTheSameIndex_doNotEndTheWait() {
    startWaiting();
    allHealthy();
    allSick();
    after(0, A, 0);
    after(1, B, 0);
    after(1, C, 2);
    assertThat(router.state().active().node()).isEmpty();

    after(1, A, 1);

    assertThat(router.state().active().node()).contains(B);
  }

  @Test
  void failoverToAHealthyNode_neverWaits() {
    startWaiting();
    allHealthy();
    sick(C, "503");

    sick(A, "503");

    assertThat(router.state().active().node()).contains(B);
  }

  @Test
  void clusterThatIsLostAtStart_isWaitedForLikeOneThatIsLostLater() {
    startWaiting();
    allSick();

    after(0, C, 2);
    assertThat(router.state().active().node()).isEmpty();
    after(50, A, 0);
    now = now.plusMillis(50);
    wakeUp();

    assertThat(router.state().active().node()).contains(A);
  }

  @Test
  void nodeWithoutAVerdict_delaysTheFirstChoiceNoLongerThanItsBound() {
    startWaiting();
    healthy(B, 1);
    assertThat(alarms).containsExactly(1001L);
    healthy(C, 0);
    assertThat(router.state().active().node()).isEmpty();

    now = now.plusMillis(1000);
    wakeUp();

    assertThat(router.state().active().node()).contains(C);
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(B);
  }

  @Test
  void standInOfTheInactiveListener_isRelievedAfterTheSameWait() {
    startWaiting();
    allHealthy();
    sick(B, "503");
    sick(C, "503");
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(A);

    after(0, B, 1);
    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(A);
    now = now.plusMillis(100);
    wakeUp();

    assertThat(router.state().route(ListenerId.INACTIVE).node()).contains(B);
    assertThat(router.state().active().node()).contains(A);
  }

  @Test
  void wakeUpOfAWaitThatIsOver_changesNothing() {
    startWaiting();
    allHealthy();
    allSick();
    after(0, C, 2);
    after(1, B, 1);
    after(1, A, 0);
    RoutingState chosen = router.state();

    now = now.plusMillis(98);
    wakeUp();

    assertThat(router.state()).isSameAs(chosen);
  }

  /** The wait is in front of a timer, and the clock is set back before that goes off. */
  @Test
  void clockThatIsSetBack_endsTheWait() {
    startWaiting();
    allHealthy();
    allSick();
    after(0, C, 2);

    now = now.minusSeconds(3600);
    wakeUp();

    assertThat(router.state().active().node()).contains(C);
  }

  private void startWaiting() {
    now = NOW;
    router =
        new Router(
            Runnable::run,
            (millis, task) -> {
              alarms.add(millis);
              timers.add(task);
            },
            new Clock() {
              @Override
              public Instant instant() {
                return now;
              }

              @Override
              public ZoneOffset getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(ZoneId zone) {
                return this;
              }
            },
            ActiveNodePolicy.STICKY,
            new ChoiceWait(Duration.ofMillis(1000), Duration.ofMillis(100)),
            Routers.topology(List.of(A, B, C)),
            Intent.INITIAL,
            Claims.alone("me"));
    router.onHealth(view);
  }

  /** Else a failover would have to wait behind all of them. */
  @Test
  void whatAProxySays_waitsForTheLoopOnce_andTheNewestCounts() {
    List<Runnable> queue = new ArrayList<>();
    Router busy =
        new Router(
            queue::add,
            (millis, task) -> {},
            Clock.systemUTC(),
            ActiveNodePolicy.STICKY,
            new ChoiceWait(Duration.ofMillis(1000), Duration.ofMillis(100)),
            Routers.topology(List.of(A, B, C)),
            Intent.INITIAL,
            Claims.alone("me"));

    for (int term = 1; term <= 1000; term++) {
      Claim claim = new Claim(term, false, Duration.ZERO, 0, 0, A.id(), A.address(), "somebody");
      busy.heard("one", "its process", new Said(claim, List.of()));
      busy.heard("two", "its process", new Said(claim, List.of()));
    }
    busy.silent("two");

    assertThat(queue).hasSize(2);
    queue.forEach(Runnable::run);
    assertThat(busy.state().claims().heard()).containsOnlyKeys("one");
    assertThat(busy.state().claims().heard().get("one").claim().term()).isEqualTo(1000);
  }

  private void wakeUp() {
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  private void after(long millis, Node node, long index) {
    now = now.plusMillis(millis);
    healthy(node, index);
  }

  private void allSick() {
    sick(A, "503");
    sick(B, "503");
    sick(C, "503");
    alarms.clear();
  }

  @Test
  void sameView_isNotPublishedTwice() {
    allHealthy();
    int before = published.size();

    router.onHealth(view);

    assertThat(published).hasSize(before);
  }

  private void allHealthy() {
    healthy(A, 0);
    healthy(B, 1);
    healthy(C, 2);
  }

  private void healthy(Node node, long index) {
    verdict(node, new Verdict(true, OptionalLong.of(index), "200", "Synced"));
  }

  private void unknownIndex(Node node) {
    verdict(node, Verdict.healthy("200"));
  }

  private void sick(Node node, String reason) {
    verdict(node, Verdict.unhealthy(reason));
  }

  private void verdict(Node node, Verdict verdict) {
    view = view.with(view.of(node.id()).orElseThrow().after(verdict, now));
    router.onHealth(view);
  }
}
