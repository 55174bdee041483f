package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.CloseReason;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.topology.ListenerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallLogTest {
  private final AtomicLong now = new AtomicLong();
  private final SmallCluster cluster = new SmallCluster();
  private final StallLog log = new StallLog(cluster.backends, now::get);
  private final Caught bridge = new Caught("active-bridge-runner");

  @AfterEach
  void close() {
    bridge.close();
  }

  @Test
  void manyStalledClientsOfANode_areOneLineAMinute() {
    closed(CloseReason.CLIENT_STALLED);
    closed(CloseReason.CLIENT_STALLED);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    closed(CloseReason.CLIENT_STALLED);

    assertThat(bridge.lines())
        .containsExactly(
            "active-bridge-runner.Ended a session: its client took no data",
            "active-bridge-runner.Ended a session: its client took no data");
    assertThat(bridge.data()).contains("db/0", "\"client stalled\"", "\"suppressed\":1");
  }

  @Test
  void stalledNode_hasALineOfItsOwn() {
    closed(CloseReason.CLIENT_STALLED);
    closed(CloseReason.NODE_STALLED);

    assertThat(bridge.lines())
        .contains("active-bridge-runner.Ended a session: its node took no data");
    assertThat(bridge.data()).contains("\"node stalled\"");
  }

  @Test
  void otherReasons_areNotLogged() {
    closed(CloseReason.CLIENT_CLOSED);
    log.closed(ListenerId.ACTIVE, Optional.empty(), CloseReason.NO_HEALTHY_NODE);

    assertThat(bridge.lines()).isEmpty();
  }

  private void closed(CloseReason reason) {
    log.closed(ListenerId.ACTIVE, Optional.of(cluster.a), reason);
  }
}
