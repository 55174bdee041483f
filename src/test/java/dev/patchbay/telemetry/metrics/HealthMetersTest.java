package dev.patchbay.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a node was last known to be healthy. */
class HealthMetersTest {
  private final Node node = new Node("db/0", "10.0.0.1", 3306, 9201, "/");
  private final Router router =
      Routers.direct(Clock.systemUTC(), ActiveNodePolicy.STICKY, Routers.activeOnly(List.of(node)));
  private long now = 1_000;
  private final HealthMeters meters =
      new HealthMeters(new SimpleMeterRegistry(), router, () -> now);

  @Test
  void nodeThatWasNeverHealthy_hasNoSuchTime() {
    meters.checked(node, Verdict.unhealthy("why"), 10);

    assertThat(meters.lastHealthyNanos(node.id())).isEmpty();
  }

  @Test
  void checkThatFoundItHealthy_countsFromItsBeginning() {
    meters.checked(node, Verdict.healthy("why"), 10);

    assertThat(meters.lastHealthyNanos(node.id())).hasValue(990);
  }

  @Test
  void streamThatCallsItHealthy_counts() {
    meters.said(node, Verdict.healthy("why"));

    assertThat(meters.lastHealthyNanos(node.id())).hasValue(1_000);
  }

  @Test
  void whatIsNotHealthy_andWhatIsOlder_changesNothing() {
    meters.said(node, Verdict.healthy("why"));
    now = 2_000;

    meters.said(node, Verdict.unhealthy("why"));
    meters.checked(node, Verdict.unhealthy("why"), 10);
    meters.checked(node, Verdict.healthy("slow"), 1_500);

    assertThat(meters.lastHealthyNanos(node.id())).hasValue(1_000);
  }
}
