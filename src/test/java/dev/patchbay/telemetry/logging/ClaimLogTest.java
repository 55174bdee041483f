package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Claim;
import dev.patchbay.routing.Said;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimLogTest {
  private final AtomicLong now = new AtomicLong();
  private final SmallCluster cluster = new SmallCluster();
  private final Caught peers = new Caught("peers");

  @BeforeEach
  void follow() {
    cluster.router.follow(new ClaimLog(now::get));
    cluster.up(cluster.a).up(cluster.b);
  }

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void nodeThatIsNoneOfOurs_isSaid_onceAMinute() {
    hear(1, "elsewhere", "10.9.9.9:3306");
    hear(2, "elsewhere", "10.9.9.9:3306");

    assertThat(peers.lines())
        .containsExactly("peers.Another proxy uses a node that this one does not have");
    assertThat(peers.data())
        .isEqualTo(
            "{\"proxy\":\"p1\",\"node\":\"elsewhere\",\"address\":\"10.9.9.9:3306\","
                + "\"suppressed\":0}");

    now.addAndGet(Duration.ofMinutes(1).toNanos());
    hear(3, "elsewhere", "10.9.9.9:3306");
    assertThat(peers.lines()).hasSize(2);
  }

  @Test
  void nodeOfOurs_byNameOrByAddress_isNoNews() {
    hear(1, cluster.a.name(), "somewhere:1");
    hear(2, "another-name", cluster.b.address());

    assertThat(peers.lines()).isEmpty();
  }

  private void hear(long term, String node, String address) {
    cluster.router.heard(
        "p1",
        "its process",
        new Said(
            new Claim(term, false, Duration.ZERO, 0, 0, new NodeId(node), address, "it"),
            List.of()));
  }
}
