package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Health;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Route;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static final Operator BY = new Operator("proxy", "10.0.0.9");
  private static final Instant START = Instant.parse("2026-11-21T09:03:14.322Z");

  private final Node a = new Node("a", "10.0.0.1", 3306, 9201, "/");
  private final Node b = new Node("b", "10.0.0.2", 3306, 9201, "/");
  private Instant now = START;
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  private Health view = Health.unknown(List.of(a, b), START);
  private final Router router = Routers.direct(clock, ActiveNodePolicy.STICKY, view);
  private final EventLog log = new EventLog(START.toEpochMilli());
  private final EventFeed feed = new EventFeed(Runnable::run, log);

  @BeforeEach
  void follow() {
    router.follow(feed);
  }

  @Test
  void verdict_isToldWhenTheStatusChanges_notWithEachCheck() {
    check(a, new Verdict(true, OptionalLong.of(4), "200", "Synced"));
    check(a, new Verdict(true, OptionalLong.of(5), "200", "Synced"));
    check(a, Verdict.unhealthy("503"));
    check(a, Verdict.unhealthy("refused"));

    assertThat(told())
        .containsExactly(
            new Event.NodeChanged(START, "a", true, "200", "Synced", OptionalLong.of(4)),
            new Event.NodeChanged(START, "a", false, "503", "", OptionalLong.empty()));
  }

  @Test
  void changeOfNode_isToldWhenItsCutIsReported_withTheTimeOfTheRoute() {
    check(a, Verdict.healthy("200"));
    RoutingState before = router.state();
    check(b, Verdict.healthy("200"));
    Route route = router.state().active();
    assertThat(told()).noneMatch(Event.ActiveChanged.class::isInstance);
    now = START.plusSeconds(3);

    feed.cut(new SessionsCut(ListenerId.ACTIVE, before.active(), route, 5, 2_340_000));

    assertThat(lastTold())
        .isEqualTo(
            new Event.ActiveChanged(
                START,
                ListenerId.ACTIVE,
                Optional.empty(),
                Optional.of("a"),
                route.reason(),
                new Event.Cut(5, 2.3)));
  }

  @Test
  void endOfAnOutage_saysHowLongThereWasNoNode_andTheFirstNodeIsNone() {
    Route nowhere = router.state().active();
    bothUp();
    Route first = router.state().active();
    now = START.plusSeconds(10);
    check(a, Verdict.unhealthy("503"));
    check(b, Verdict.unhealthy("503"));
    Route outage = router.state().active();
    now = START.plusSeconds(143);
    bothUp();
    Route after = router.state().active();
    now = START.plusSeconds(200);

    assertThat(outageOf(nowhere, first)).isEmpty();
    assertThat(outageOf(first, outage)).isEmpty();
    assertThat(outageOf(outage, after)).hasValue(133_000);
    assertThat(outageOf(after, outage)).isEmpty();
  }

  private OptionalLong outageOf(Route before, Route after) {
    feed.cut(new SessionsCut(ListenerId.ACTIVE, before, after, 0, 0));
    return ((Event.ActiveChanged) lastTold()).outageMillis();
  }

  @Test
  void trafficSwitch_waitsForBothListeners_andAddsThemUp() {
    bothUp();
    RoutingState before = router.state();
    now = START.plusSeconds(1);
    router.setTraffic(false, "upgrade", BY);
    RoutingState after = router.state();
    int toldBefore = told().size();

    feed.cut(
        new SessionsCut(
            ListenerId.INACTIVE,
            before.route(ListenerId.INACTIVE),
            after.route(ListenerId.INACTIVE),
            2,
            1_000_000));
    assertThat(told()).hasSize(toldBefore);
    feed.cut(new SessionsCut(ListenerId.ACTIVE, before.active(), after.active(), 40, 7_000_000));

    assertThat(told()).hasSize(toldBefore + 1);
    assertThat(lastTold())
        .isEqualTo(
            new Event.TrafficSwitched(
                START.plusSeconds(1), false, "proxy", "10.0.0.9", "upgrade", new Event.Cut(42, 7)));
  }

  @Test
  void switchesInARow_areKeptApart() {
    bothUp();
    RoutingState first = router.state();
    router.setTraffic(false, "off", BY);
    RoutingState off = router.state();
    now = START.plusSeconds(1);
    router.setTraffic(true, "on", BY);
    RoutingState on = router.state();

    feed.cut(new SessionsCut(ListenerId.ACTIVE, first.active(), off.active(), 3, 0));
    feed.cut(new SessionsCut(ListenerId.ACTIVE, off.active(), on.active(), 0, 0));
    feed.cut(
        new SessionsCut(
            ListenerId.INACTIVE,
            first.route(ListenerId.INACTIVE),
            off.route(ListenerId.INACTIVE),
            4,
            0));
    feed.cut(
        new SessionsCut(
            ListenerId.INACTIVE,
            off.route(ListenerId.INACTIVE),
            on.route(ListenerId.INACTIVE),
            0,
            0));

    assertThat(switches())
        .extracting(Event.TrafficSwitched::message, e -> e.cut().sessions())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("off", 7),
            org.assertj.core.groups.Tuple.tuple("on", 0));
  }

  @Test
  void sameWishWithAnotherMessage_isToldAtOnce_forItCutsNothing() {
    bothUp();

    router.setTraffic(true, "all is well", BY);

    assertThat(switches())
        .containsExactly(
            new Event.TrafficSwitched(
                START, true, "proxy", "10.0.0.9", "all is well", new Event.Cut(0, 0)));
  }

  @Test
  void listenerThatThereIsNot_isNotWaitedFor() {
    Router alone =
        Routers.direct(clock, ActiveNodePolicy.STICKY, Routers.activeOnly(List.of(a, b)));
    EventLog itsLog = new EventLog(0);
    EventFeed itsFeed = new EventFeed(Runnable::run, itsLog);
    alone.follow(itsFeed);
    Route before = alone.state().active();

    alone.setTraffic(false, "off", BY);
    itsFeed.cut(new SessionsCut(ListenerId.ACTIVE, before, alone.state().active(), 1, 0));

    assertThat(itsLog.after(-1)).extracting(LoggedEvent::event).hasSize(1);
  }

  @Test
  void clockThatIsSetBackAndForth_doesNotTouchTheIds() {
    now = START.minusSeconds(86_400);
    check(a, Verdict.healthy("200"));
    now = START.plusSeconds(86_400);
    check(a, Verdict.unhealthy("503"));
    now = Instant.EPOCH;
    check(a, Verdict.healthy("200"));

    assertThat(log.after(0))
        .extracting(LoggedEvent::id)
        .containsExactly(START.toEpochMilli(), START.toEpochMilli() + 1, START.toEpochMilli() + 2);
    assertThat(told())
        .extracting(Event::at)
        .containsExactly(START.minusSeconds(86_400), START.plusSeconds(86_400), Instant.EPOCH);
  }

  @Test
  void addedNode_isToldOnceItIsKnown_andARemovedOneNoMore() {
    Node c = new Node("c", "10.0.0.3", 3306, 9201, "/");
    bothUp();
    int toldBefore = told().size();

    reload(a, b, c);
    assertThat(told()).hasSize(toldBefore);
    check(c, Verdict.healthy("200"));
    assertThat(lastTold())
        .isEqualTo(new Event.NodeChanged(START, "c", true, "200", "", OptionalLong.empty()));
    reload(a, b);

    assertThat(told()).hasSize(toldBefore + 1);
  }

  private void reload(Node... nodes) {
    router.reload(
        router.state().topology().withNodes(List.of(nodes)),
        ActiveNodePolicy.STICKY,
        Routers.ONLY_AT_START);
    view = router.state().health();
  }

  private void bothUp() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));
  }

  private void check(Node node, Verdict verdict) {
    view = view.with(view.of(node.id()).orElseThrow().after(verdict, now));
    router.onHealth(view);
  }

  private List<Event> told() {
    return log.after(0).stream().map(LoggedEvent::event).toList();
  }

  private Event lastTold() {
    return told().get(told().size() - 1);
  }

  private List<Event.TrafficSwitched> switches() {
    return told().stream()
        .filter(Event.TrafficSwitched.class::isInstance)
        .map(Event.TrafficSwitched.class::cast)
        .toList();
  }
}
