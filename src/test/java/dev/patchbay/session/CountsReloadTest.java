package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.pump.RelayBytes;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted of a node begins and ends with it. */
class CountsReloadTest {
  private static final Node A = new Node("a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9200, "/");
  private static final List<ListenerId> LISTENERS = List.of(ListenerId.ACTIVE, ListenerId.INACTIVE);

  private final SessionCounts counts = new SessionCounts(LISTENERS);
  private final TrafficCounts traffic = new TrafficCounts(LISTENERS, 1);
  private RelayBytes bytes;
  private final Router router =
      Routers.direct(
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
          ActiveNodePolicy.STICKY,
          Routers.topology(List.of(A, B)));

  @BeforeEach
  void follow() {
    router.follow(counts);
    router.follow(traffic);
    counts.opened(ListenerId.ACTIVE, A);
    counts.opened(ListenerId.ACTIVE, B);
    counts.opened(ListenerId.INACTIVE, B);
    bytes = bytesOf(B);
  }

  @Test
  void nodeThatStays_isCountedOn() {
    reload(B, new Node("a", "10.0.0.9", 3306, 9200, "/"));

    assertThat(counts.of(A.id())).isEqualTo(1);
    assertThat(counts.total()).isEqualTo(3);
    assertThat(bytesOf(B)).isSameAs(bytes);
  }

  @Test
  void removedNode_hasNoSessions_andWhatStillEndsIsNotCounted() {
    reload(A);

    counts.closed(ListenerId.ACTIVE, Optional.of(B), CloseReason.FAILOVER);

    assertThat(counts.of(B.id())).isZero();
    assertThat(counts.closedTotal(ListenerId.ACTIVE, B.id())).isZero();
    assertThat(counts.total()).isEqualTo(1);
    assertThat(bytesOf(B)).isNotSameAs(bytesOf(B));
  }

  @Test
  void nodeThatIsAddedAgain_beginsAtZero() {
    reload(A);
    reload(A, B);

    assertThat(counts.openedTotal(ListenerId.ACTIVE, B.id())).isZero();
    assertThat(bytesOf(B)).isSameAs(bytesOf(B)).isNotSameAs(bytes);
    counts.opened(ListenerId.INACTIVE, B);
    assertThat(counts.of(ListenerId.INACTIVE, B.id())).isEqualTo(1);
  }

  private RelayBytes bytesOf(Node node) {
    return traffic.on(0, ListenerId.ACTIVE, node.id());
  }

  private void reload(Node... nodes) {
    router.reload(
        router.state().topology().withNodes(List.of(nodes)),
        ActiveNodePolicy.STICKY,
        Routers.ONLY_AT_START);
  }
}
