package dev.patchbay.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Reason;
import dev.patchbay.routing.Route;
import dev.patchbay.session.SessionsCut;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailoverTimerTest {
  private static final Optional<Node> A = node("db/0");
  private static final Optional<Node> B = node("db/1");
  private static final Optional<Node> NONE = Optional.empty();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long nowMillis = 1_000_000;
  private OptionalLong lastHealthy = OptionalLong.empty();
  private final FailoverTimer timer =
      new FailoverTimer(
          registry,
          ListenerId.ACTIVE,
          () -> TimeUnit.MILLISECONDS.toNanos(nowMillis),
          node -> lastHealthy);
  private final Timer measured = registry.get("patchbay.failover.duration").timer();
  private final Timer sinceHealthy = registry.get("patchbay.failover.since.healthy").timer();

  @Test
  void moveToAnotherNode_takesAsLongAsTheCut() {
    report(NONE, A, 0);
    report(A, B, 7);

    assertThat(measured.count()).isEqualTo(1);
    assertThat(measured.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
  }

  @Test
  void timeWithoutANode_belongsToIt() {
    report(A, NONE, 7);
    nowMillis += 3000;
    report(NONE, B, 1);

    assertThat(measured.count()).isEqualTo(1);
    assertThat(measured.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3007);
  }

  @Test
  void sameNodeAgain_isNone() {
    report(A, NONE, 7);
    nowMillis += 3000;
    report(NONE, A, 1);
    nowMillis += 3000;
    report(A, B, 5);

    assertThat(measured.count()).isEqualTo(1);
    assertThat(measured.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
  }

  @Test
  void switchedTraffic_isNone() {
    report(NONE, A, 0);
    report(A, A, 7);

    assertThat(measured.count()).isZero();
  }

  @Test
  void nodeThatBecameUnhealthy_hadSessionsSinceItWasHealthyLast() {
    lastHealthy = OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(nowMillis - 90));

    report(route(A), becameUnhealthy(B), 7);

    assertThat(sinceHealthy.count()).isEqualTo(1);
    assertThat(sinceHealthy.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(90);
  }

  @Test
  void lastNodeThatBecameUnhealthy_countsWhenItIsLeft() {
    lastHealthy = OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(nowMillis - 90));

    report(route(A), becameUnhealthy(NONE), 7);
    nowMillis += 3000;
    report(NONE, B, 1);

    assertThat(sinceHealthy.count()).isEqualTo(1);
    assertThat(sinceHealthy.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(90);
  }

  @Test
  void healthyNodeThatIsLeft_wasNotSick() {
    lastHealthy = OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(nowMillis - 90));

    report(A, B, 7);

    assertThat(measured.count()).isEqualTo(1);
    assertThat(sinceHealthy.count()).isZero();
  }

  private void report(Optional<Node> before, Optional<Node> after, long cutMillis) {
    report(route(before), route(after), cutMillis);
  }

  private void report(Route before, Route after, long cutMillis) {
    timer.cut(
        new SessionsCut(
            ListenerId.ACTIVE, before, after, 0, TimeUnit.MILLISECONDS.toNanos(cutMillis)));
  }

  private static Route route(Optional<Node> node) {
    return Routers.route(1, node, true, "why", Instant.EPOCH);
  }

  private static Route becameUnhealthy(Optional<Node> next) {
    Reason reason = new Reason(Reason.Code.BECAME_UNHEALTHY, A.map(Node::id), "why");
    return Routers.route(2, next, true, reason, Instant.EPOCH);
  }

  private static Optional<Node> node(String name) {
    return Optional.of(new Node(name, "10.0.0.1", 3306, 9201, "/"));
  }
}
