package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Route;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.topology.ListenerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteLogTest {
  private final AtomicLong now = new AtomicLong();
  private final SmallCluster cluster = new SmallCluster();
  private final RouteLog active =
      new RouteLog(ListenerId.ACTIVE, cluster.router, cluster.backends, now::get);
  private final Caught monitor = new Caught("active-monitor");
  private final Caught bridge = new Caught("active-bridge-runner");
  private final Caught inactiveMonitor = new Caught("inactive-monitor");

  @BeforeEach
  void follow() {
    cluster.router.follow(active);
  }

  @AfterEach
  void close() {
    monitor.close();
    bridge.close();
    inactiveMonitor.close();
  }

  @Test
  void newNode_isLoggedWithItsAddressAndTheReason() {
    cluster.up(cluster.a).up(cluster.b);

    assertThat(monitor.lines()).containsExactly("active-monitor.New active backend");
    assertThat(monitor.data())
        .isEqualTo(
            "{\"backend\":{\"host\":\"10.0.0.1\",\"port\":3306,\"status_port\":9201,\"healthy\":true,"
                + "\"name\":\"db/0\",\"currentSessionCount\":7},"
                + "\"reason\":\"db/0 is healthy, index unknown\",\"generation\":1}");
  }

  /** The cut is reported by another thread, which may be faster. */
  @Test
  void cutThatIsOverBeforeItsNodeWasWrittenOf_isWrittenAfterIt() {
    cluster.up(cluster.a).up(cluster.b);
    Route before = cluster.router.state().route(ListenerId.ACTIVE);
    SmallCluster ahead = new SmallCluster();
    ahead.up(ahead.a).up(ahead.b).down(ahead.a, "503");
    Route after = ahead.router.state().route(ListenerId.ACTIVE);
    assertThat(after.generation()).isEqualTo(before.generation() + 1);

    active.cut(new SessionsCut(ListenerId.ACTIVE, before, after, 3, 1_000_000));
    assertThat(bridge.lines()).isEmpty();
    cluster.down(cluster.a, "503");

    assertThat(monitor.lines()).hasSize(2);
    assertThat(bridge.lines())
        .containsExactly(
            "active-bridge-runner.Connections severed",
            "active-bridge-runner.Done severing connections, new active backend:");
  }

  @Test
  void trafficSwitch_isNoNewNode() {
    cluster.up(cluster.a).up(cluster.b);

    cluster.router.setTraffic(false, "work", Operator.NOBODY);
    cluster.router.setTraffic(true, "", Operator.NOBODY);

    assertThat(monitor.lines()).hasSize(1);
    assertThat(bridge.lines()).isEmpty();
  }

  @Test
  void inactiveListener_logsItsOwnRouteOnly() {
    cluster.router.follow(
        new RouteLog(ListenerId.INACTIVE, cluster.router, cluster.backends, now::get));

    cluster.up(cluster.a).up(cluster.b).down(cluster.b, "503");

    assertThat(inactiveMonitor.lines())
        .containsExactly(
            "inactive-monitor.New active backend", "inactive-monitor.New active backend");
    assertThat(inactiveMonitor.data()).contains("\"name\":\"db/0\"");
    assertThat(monitor.lines()).hasSize(1);
  }

  @Test
  void noNodeFromTheStart_isLogged_onceEveryNodeWasChecked() {
    cluster.down(cluster.a, "503");
    assertThat(bridge.lines()).isEmpty();

    cluster.down(cluster.b, "503");

    assertThat(bridge.lines()).containsExactly("active-bridge-runner.No active backend");
    assertThat(bridge.data()).isEqualTo("{\"reason\":\"no node is healthy\",\"suppressed\":0}");
  }

  @Test
  void refusedClients_areLoggedOnceAMinute_withTheirNumber() {
    cluster.down(cluster.a, "503").down(cluster.b, "503");

    refuse(100, CloseReason.NO_HEALTHY_NODE);
    assertThat(bridge.lines()).hasSize(1);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    refuse(1, CloseReason.NO_HEALTHY_NODE);

    assertThat(bridge.lines()).hasSize(2);
    assertThat(bridge.data()).contains("\"suppressed\":100");
  }

  @Test
  void everyNewLoss_isLoggedAtOnce() {
    cluster.up(cluster.a).down(cluster.b, "503").down(cluster.a, "503");
    cluster.up(cluster.a).down(cluster.a, "503");

    assertThat(bridge.lines()).hasSize(2);
  }

  @Test
  void refusedWhileTrafficIsDisabled_saysSo() {
    cluster.up(cluster.a).up(cluster.b);
    cluster.router.setTraffic(false, "work", Operator.NOBODY);

    refuse(5, CloseReason.TRAFFIC_DISABLED);

    assertThat(bridge.lines())
        .containsExactly("active-bridge-runner.Refusing clients: traffic is switched off");
    assertThat(bridge.data()).contains("traffic is disabled");
  }

  @Test
  void clientThatWasRefusedBeforeTheRouteOpened_isNotLoggedAsRefusedByIt() {
    cluster.up(cluster.a).up(cluster.b);

    refuse(1, CloseReason.NO_HEALTHY_NODE);

    assertThat(bridge.lines()).isEmpty();
  }

  /** The ports know of a switch before the router names it; an alert would go off otherwise. */
  @Test
  void refusalByASwitchThatIsNotNamedYet_isNoLackOfNodes() {
    cluster.down(cluster.a, "503").down(cluster.b, "503");
    int before = bridge.lines().size();
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    refuse(1, CloseReason.TRAFFIC_DISABLED);

    assertThat(bridge.lines()).hasSize(before);
  }

  @Test
  void listenerOfTheSameName_isTheSame() {
    cluster.down(cluster.a, "503").down(cluster.b, "503");
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    active.closed(new ListenerId("active"), Optional.empty(), CloseReason.NO_HEALTHY_NODE);

    assertThat(bridge.lines()).hasSize(2);
  }

  @Test
  void otherEnds_areNotRefusals() {
    cluster.up(cluster.a).up(cluster.b);

    refuse(1, CloseReason.CLIENT_CLOSED);
    active.closed(ListenerId.INACTIVE, Optional.empty(), CloseReason.NO_HEALTHY_NODE);
    active.closed(ListenerId.ACTIVE, Optional.of(cluster.a), CloseReason.TRAFFIC_DISABLED);

    assertThat(bridge.lines()).isEmpty();
  }

  @Test
  void lossOfAllNodes_isNoError_whileTrafficIsOff_andIsOneOnceItIsOn() {
    cluster.up(cluster.a).up(cluster.b);
    cluster.router.setTraffic(false, "work", Operator.NOBODY);

    cluster.down(cluster.a, "503").down(cluster.b, "503");
    assertThat(bridge.lines()).isEmpty();
    cluster.router.setTraffic(true, "", Operator.NOBODY);

    assertThat(bridge.lines()).containsExactly("active-bridge-runner.No active backend");
  }

  private void refuse(int times, CloseReason reason) {
    for (int i = 0; i < times; i++) {
      active.closed(ListenerId.ACTIVE, Optional.empty(), reason);
    }
  }
}
