package dev.patchbay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionCounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Backend a = new Backend("db/0", "10.0.0.1", 3306, 9201, "/", 0);
  private final Backend odd = new Backend("a\"b\\c\nd", "10.0.0.2", 3306, 9201, "/", 1);

  @Test
  void contractMetric_toTheLetter() {
    SessionCounts counts = new SessionCounts(List.of(a, odd));
    counts.opened(Role.ACTIVE, a);
    counts.opened(Role.INACTIVE, a);

    assertThat(ContractMetrics.text(List.of(a, odd), counts))
        .isEqualTo(
            "# HELP backend_sessions_total Gauge of the current sessions from this proxy to a"
                + " mysql backend\n"
                + "# TYPE backend_sessions_total gauge\n"
                + "backend_sessions_total{backend=\"db/0\"} 2\n"
                + "backend_sessions_total{backend=\"a\\\"b\\\\c\\nd\"} 0\n");
  }

  @Test
  void beginningsAndEnds_areCountedByListenerNodeAndReason() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Meters meters = new Meters(registry);

    meters.opened(Role.ACTIVE, a);
    meters.opened(Role.ACTIVE, a);
    meters.closed(Role.ACTIVE, Optional.of(a), CloseReason.FAILOVER);
    meters.closed(Role.INACTIVE, Optional.empty(), CloseReason.NO_HEALTHY_NODE);

    assertThat(registry.scrape())
        .contains("patchbay_sessions_opened_total{backend=\"db/0\",listener=\"active\"} 2.0\n")
        .contains(
            "patchbay_sessions_closed_total"
                + "{backend=\"db/0\",listener=\"active\",reason=\"failover\"} 1.0\n")
        .contains(
            "patchbay_sessions_closed_total"
                + "{backend=\"none\",listener=\"inactive\",reason=\"no healthy node\"} 1.0\n");
  }
}
