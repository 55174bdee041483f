package dev.patchbay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.cluster.Backend;
import dev.patchbay.cluster.CheckResult;
import dev.patchbay.cluster.ClusterView;
import dev.patchbay.cluster.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.Role;
import dev.patchbay.routing.Router;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.testing.Exposition;
import dev.patchbay.testing.Routers;
import java.io.IOException;
import java.time.Clock;
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
  private static final Instant NOW = Instant.parse("2026-11-21T09:03:14.500Z");

  private final Backend a = new Backend("db/0", "10.0.0.1", 3306, 9201, "/", 0);
  private final Backend b = new Backend("db/1", "10.0.0.2", 3306, 9201, "/", 1);
  private final List<Backend> backends = List.of(a, b);
  private final SessionCounts counts = new SessionCounts(backends);
  private ClusterView view = ClusterView.unknown(backends, NOW);
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
    return new Metrics(
        backends,
        List.of(Role.ACTIVE, Role.INACTIVE),
        followed,
        counts,
        new TrafficCounts(backends, 1),
        "1.2.3");
  }

  private void check(Backend node, Verdict verdict) {
    metrics.checks().checked(node, verdict, 2_000_000);
    view = view.with(view.of(node).orElseThrow().after(verdict, NOW));
    router.onView(view);
  }

  private Exposition page() {
    return Exposition.parse(metrics.text());
  }

  @Test
  void contractMetric_toTheLetter() {
    Backend odd = new Backend("a\"b\\c\nd", "10.0.0.2", 3306, 9201, "/", 1);
    SessionCounts some = new SessionCounts(List.of(a, odd));
    some.opened(Role.ACTIVE, a);
    some.opened(Role.INACTIVE, a);

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
    assertThat(metrics.text()).startsWith(ContractMetrics.text(backends, counts));
  }

  @Test
  void sessions_areCountedByListenerNodeAndReason() {
    counts.opened(Role.ACTIVE, a);
    counts.opened(Role.ACTIVE, a);
    counts.closed(Role.ACTIVE, Optional.of(a), CloseReason.FAILOVER);
    metrics.sessions(Role.ACTIVE).closed(Role.ACTIVE, Optional.of(a), CloseReason.FAILOVER);
    metrics
        .sessions(Role.INACTIVE)
        .closed(Role.INACTIVE, Optional.empty(), CloseReason.NO_HEALTHY_NODE);

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
                    Map.of("backend", "none", "listener", "inactive", "reason", "no healthy node")))
        .isEqualTo(1);
    assertThat(page().sum("patchbay_sessions_closed_total", Map.of())).isEqualTo(2);
  }

  @Test
  void dials_areTimedOrCountedAsFailed() {
    metrics.sessions(Role.ACTIVE).dialled(Role.ACTIVE, b, 3_000_000);
    metrics.sessions(Role.ACTIVE).dialFailed(Role.ACTIVE, b, new IOException("refused"));

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
