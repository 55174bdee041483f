package dev.patchbay.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.CheckResult;
import dev.patchbay.health.Health;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Router;
import dev.patchbay.routing.Switchover;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.testing.Exposition;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts and routes without a network; what a running proxy serves is in MetricsScrapeTest. */
class MetricsTest {
  private static final List<ListenerId> LISTENERS = List.of(ListenerId.ACTIVE, ListenerId.INACTIVE);
  private static final Instant NOW = Instant.parse("2026-11-21T09:03:14.500Z");

  private final Node a = new Node("db/0", "10.0.0.1", 3306, 9201, "/");
  private final Node b = new Node("db/1", "10.0.0.2", 3306, 9201, "/");
  private final List<Node> nodes = List.of(a, b);
  private final SessionCounts counts = new SessionCounts(LISTENERS);
  private Health view = Health.unknown(nodes, NOW);
  private final Router router = router(ActiveNodePolicy.STICKY);
  private final Metrics metrics = metrics(router);

  @AfterEach
  void close() {
    metrics.close();
  }

  private Router router(ActiveNodePolicy policy) {
    return Routers.direct(Clock.fixed(NOW, ZoneOffset.UTC), policy, view);
  }

  private Metrics metrics(Router followed) {
    TrafficCounts traffic = new TrafficCounts(LISTENERS, 1);
    followed.follow(counts);
    followed.follow(traffic);
    return new Metrics(followed, counts, traffic, "1.2.3");
  }

  private void check(Node node, Verdict verdict) {
    metrics.checks().checked(node, verdict, 2_000_000);
    view = view.with(view.of(node.id()).orElseThrow().after(verdict, NOW));
    router.onHealth(view);
  }

  private Exposition page() {
    return Exposition.parse(metrics.text());
  }

  @Test
  void contractMetric_toTheLetter() {
    Node odd = new Node("a\"b\\c\nd", "10.0.0.2", 3306, 9201, "/");
    SessionCounts some = new SessionCounts(LISTENERS);
    some.begin(
        Routers.direct(
                Clock.fixed(NOW, ZoneOffset.UTC),
                ActiveNodePolicy.STICKY,
                Routers.topology(List.of(a, odd)))
            .state());
    some.opened(ListenerId.ACTIVE, a);
    some.opened(ListenerId.INACTIVE, a);

    assertThat(ContractMetrics.text(List.of(a, odd), some))
        .isEqualTo(
            "# HELP backend_sessions_total Gauge of the current sessions from this proxy to a"
                + " mysql backend\n"
                + "# TYPE backend_sessions_total gauge\n"
                + "backend_sessions_total{backend=\"db/0\"} 2\n"
                + "backend_sessions_total{backend=\"a\\\"b\\\\c\\nd\"} 0\n");
  }

  @Test
  void contractMetric_comesFirst() {
    assertThat(metrics.text()).startsWith(ContractMetrics.text(nodes, counts));
  }

  @Test
  void sessions_areCountedByListenerNodeAndReason() {
    counts.opened(ListenerId.ACTIVE, a);
    counts.opened(ListenerId.ACTIVE, a);
    counts.closed(ListenerId.ACTIVE, Optional.of(a), CloseReason.FAILOVER);
    metrics
        .sessions(ListenerId.ACTIVE)
        .closed(ListenerId.ACTIVE, Optional.of(a), CloseReason.FAILOVER);
    metrics
        .sessions(ListenerId.INACTIVE)
        .closed(ListenerId.INACTIVE, Optional.empty(), CloseReason.NO_HEALTHY_NODE);

    Map<String, String> ofA = Map.of("backend", "db/0", "listener", "active");
    assertThat(page().value("patchbay_sessions", ofA)).isEqualTo(1);
    assertThat(page().value("patchbay_sessions_opened_total", ofA)).isEqualTo(2);
    assertThat(
            page()
                .value(
                    "patchbay_sessions_closed_total",
                    Map.of("backend", "db/0", "listener", "active", "reason", "failover")))
        .isEqualTo(1);
    assertThat(
            page()
                .value(
                    "patchbay_sessions_closed_total",
                    Map.of("backend", "none", "listener", "inactive", "reason", "no_healthy_node")))
        .isEqualTo(1);
    assertThat(page().sum("patchbay_sessions_closed_total", Map.of())).isEqualTo(2);
  }

  @Test
  void dials_areTimedOrCountedAsFailed() {
    metrics.sessions(ListenerId.ACTIVE).dialled(ListenerId.ACTIVE, b, 3_000_000);
    metrics
        .sessions(ListenerId.ACTIVE)
        .dialFailed(ListenerId.ACTIVE, b, new IOException("refused"));

    Exposition page = page();
    assertThat(bucket(page, "patchbay_dial_duration_seconds_bucket", "0.0025")).isEqualTo(0);
    assertThat(bucket(page, "patchbay_dial_duration_seconds_bucket", "0.005")).isEqualTo(1);
    assertThat(page.sum("patchbay_dials_failed_total", Map.of("backend", "db/1"))).isEqualTo(1);
    assertThat(page.sum("patchbay_dials_failed_total", Map.of())).isEqualTo(1);
  }

  private static double bucket(Exposition page, String name, String bound) {
    return page.sum(name, Map.of("le", bound));
  }

  @Test
  void checks_areTimedAndCountedByWhatCameOfThem() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.failed(CheckResult.REFUSED, "connection refused"));

    Exposition page = page();
    assertThat(page.value("patchbay_checks_total", Map.of("backend", "db/0", "verdict", "healthy")))
        .isEqualTo(1);
    assertThat(page.value("patchbay_checks_total", Map.of("backend", "db/1", "verdict", "refused")))
        .isEqualTo(1);
    assertThat(page.sum("patchbay_checks_total", Map.of())).isEqualTo(2);
    assertThat(bucket(page, "patchbay_check_duration_seconds_bucket", "0.001")).isEqualTo(0);
    assertThat(bucket(page, "patchbay_check_duration_seconds_bucket", "0.0025")).isEqualTo(2);
    assertThat(page.value("patchbay_node_healthy", Map.of("backend", "db/0"))).isEqualTo(1);
    assertThat(page.value("patchbay_node_healthy", Map.of("backend", "db/1"))).isEqualTo(0);
    assertThat(page.value("patchbay_node_enabled", Map.of("backend", "db/0"))).isEqualTo(1);
    assertThat(page.value("patchbay_draining", Map.of("listener", "active"))).isEqualTo(0);
  }

  @Test
  void operatorsActions_areSeen() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));

    router.disable(
        a.id(),
        new Switchover.Request(Optional.empty(), Duration.ofSeconds(9), "", Operator.NOBODY));

    Exposition page = page();
    assertThat(page.value("patchbay_node_enabled", Map.of("backend", "db/0"))).isEqualTo(0);
    assertThat(page.value("patchbay_node_enabled", Map.of("backend", "db/1"))).isEqualTo(1);
    assertThat(page.value("patchbay_draining", Map.of("listener", "active"))).isEqualTo(1);
    Map<String, String> moves = Map.of("listener", "active", "reason", "switchover");
    assertThat(page.value("patchbay_failovers_total", moves)).isEqualTo(0);
    moves = Map.of("listener", "active", "reason", "disabled");
    assertThat(page.value("patchbay_failovers_total", moves)).isEqualTo(1);
  }

  @Test
  void routes_areOneSeriesPerNodeAndListener() {
    assertThat(page().sum("patchbay_active_node", Map.of())).isEqualTo(0);

    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));

    assertThat(active("active", "db/0")).isEqualTo(1);
    assertThat(active("active", "db/1")).isEqualTo(0);
    assertThat(active("inactive", "db/0")).isEqualTo(0);
    assertThat(active("inactive", "db/1")).isEqualTo(1);
    assertThat(page().value("patchbay_last_change_timestamp_seconds", Map.of("listener", "active")))
        .isEqualTo(NOW.toEpochMilli() / 1000.0);
  }

  private double active(String listener, String node) {
    return page().value("patchbay_active_node", Map.of("listener", listener, "backend", node));
  }

  @ParameterizedTest
  @EnumSource(
      value = CheckResult.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HEALTHY", "OWN_FAULT"})
  void failover_isCountedByWhatWasWrongWithTheFormerNode(CheckResult fault) {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));

    check(a, Verdict.failed(fault, "words"));

    assertThat(failovers("active", fault.word())).isEqualTo(1);
    assertThat(page().sum("patchbay_failovers_total", Map.of("listener", "active"))).isEqualTo(1);
  }

  @Test
  void nodeLostAndBack_isNoFailover_andAnotherOneIsOne() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.unhealthy("503"));
    check(a, Verdict.failed(CheckResult.TIMEOUT, "words"));
    check(a, Verdict.healthy("200"));
    assertThat(page().sum("patchbay_failovers_total", Map.of("listener", "active"))).isEqualTo(0);

    check(a, Verdict.failed(CheckResult.REFUSED, "words"));
    check(b, Verdict.healthy("200"));

    assertThat(failovers("active", "refused")).isEqualTo(1);
    assertThat(page().sum("patchbay_failovers_total", Map.of("listener", "active"))).isEqualTo(1);
  }

  @Test
  void fitNodeThatIsLeft_gaveWay() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));

    check(a, Verdict.unhealthy("503"));

    assertThat(active("inactive", "db/1")).isEqualTo(1);
    check(a, Verdict.healthy("200"));
    assertThat(active("inactive", "db/0")).isEqualTo(1);
    assertThat(failovers("inactive", "gave_way")).isEqualTo(1);
  }

  @Test
  void seriesOfARemovedNode_areGone_andBeginAtZeroWhenItIsAddedAgain() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.unhealthy("503"));
    counts.opened(ListenerId.ACTIVE, b);
    counts.closed(ListenerId.ACTIVE, Optional.of(b), CloseReason.NODE_CLOSED);
    metrics
        .sessions(ListenerId.ACTIVE)
        .closed(ListenerId.ACTIVE, Optional.of(b), CloseReason.NODE_CLOSED);
    metrics.sessions(ListenerId.ACTIVE).dialled(ListenerId.ACTIVE, b, 3_000_000);
    String before = metrics.text();

    reload(List.of(a));

    assertThat(metrics.text()).contains("db/0").doesNotContain("db/1");
    metrics.checks().checked(b, Verdict.healthy("200"), 2_000_000);
    metrics.sessions(ListenerId.ACTIVE).opened(ListenerId.ACTIVE, b);
    metrics
        .sessions(ListenerId.ACTIVE)
        .closed(ListenerId.ACTIVE, Optional.of(b), CloseReason.FAILOVER);
    counts.opened(ListenerId.ACTIVE, b);
    assertThat(metrics.text()).doesNotContain("db/1");

    reload(List.of(a, b));

    assertThat(seriesOf("db/1")).isEqualTo(seriesOf("db/1", before)).isNotEmpty();
    assertThat(page().sum("patchbay_checks_total", Map.of("backend", "db/1"))).isZero();
    assertThat(page().sum("patchbay_sessions", Map.of("backend", "db/1"))).isZero();
    assertThat(page().sum("patchbay_sessions_opened_total", Map.of("backend", "db/1"))).isZero();
    assertThat(page().sum("patchbay_sessions_closed_total", Map.of("backend", "db/1"))).isZero();
    assertThat(page().sum("patchbay_dial_duration_seconds_count", Map.of("backend", "db/1")))
        .isZero();
    assertThat(page().sum("patchbay_checks_total", Map.of("backend", "db/0"))).isEqualTo(1);
  }

  private void reload(List<Node> nodes) {
    router.reload(
        router.state().topology().withNodes(nodes), ActiveNodePolicy.STICKY, Routers.ONLY_AT_START);
  }

  private List<String> seriesOf(String node) {
    return seriesOf(node, metrics.text());
  }

  /** The names and labels of all series of this node, without their values. */
  private static List<String> seriesOf(String node, String page) {
    return page.lines()
        .filter(line -> line.contains("backend=\"" + node + "\""))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .sorted()
        .toList();
  }

  @Test
  void removedActiveNode_isAFailoverOfThatReason() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));

    reload(List.of(b));

    assertThat(failovers("active", "removed")).isEqualTo(1);
    assertThat(page().sum("patchbay_failovers_total", Map.of("listener", "active"))).isEqualTo(1);
  }

  @Test
  void activeNodeThatIsAnotherServerNow_isAFailoverOfThatReason() {
    check(a, Verdict.healthy("200"));
    check(b, Verdict.healthy("200"));

    reload(List.of(new Node("db/0", "10.0.0.9", 3306, 9201, "/"), b));

    assertThat(failovers("active", "address_changed")).isEqualTo(1);
    assertThat(page().sum("patchbay_failovers_total", Map.of("listener", "active"))).isEqualTo(1);
  }

  private double failovers(String listener, String reason) {
    return page().value("patchbay_failovers_total", Map.of("listener", listener, "reason", reason));
  }

  @Test
  void trafficSwitch_isSeen() {
    assertThat(page().value("patchbay_traffic_enabled", Map.of())).isEqualTo(1);

    router.setTraffic(false, "upgrade", Operator.NOBODY);

    assertThat(page().value("patchbay_traffic_enabled", Map.of())).isEqualTo(0);
  }

  @Test
  void version_isALabel() {
    assertThat(page().value("patchbay_build_info", Map.of("version", "1.2.3"))).isEqualTo(1);
  }

  @Test
  void textFromOutside_isNoLabel() {
    check(
        a, new Verdict(true, OptionalLong.of(0), "a reason from outside", "a state from outside"));
    check(b, Verdict.unhealthy("a reason from outside"));
    router.setTraffic(false, "a message from outside", Operator.NOBODY);

    assertThat(metrics.text()).doesNotContain("from outside");
  }
}
