package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionBed.Ending;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reload does to sessions: nothing, if it has no part in them. */
class ListenerReloadTest {
  private SessionBed bed;
  private Router router;
  private Socket client;

  @BeforeEach
  void openASession() throws Exception {
    bed = new SessionBed();
    Health health = Health.unknown(List.of(bed.a.node(), bed.b.node()), Instant.EPOCH);
    router =
        Routers.direct(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), ActiveNodePolicy.STICKY, health);
    List.of(bed.counts, bed.traffic, bed.listener()).forEach(router::follow);
    for (NodeHealth node : health.nodes()) {
      health = health.with(node.after(Verdict.healthy("200"), Instant.EPOCH));
    }
    router.onHealth(health);
    client = bed.connect();
    assertThat(SessionBed.greeting(client)).isEqualTo("a");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    bed.close();
  }

  @Test
  void nodesAddedReorderedAndRemovedElsewhere_leaveTheSessionAlone() throws Exception {
    Node c = new Node("c", "127.0.0.1", 1, 1, "/");

    reload(bed.a.node(), bed.b.node(), c);
    reload(c, bed.a.node());
    reload(bed.a.node());
    reload(new Node("a", "127.0.0.1", bed.a.node().port(), 2, "/other"));

    assertStillServed();
    assertThat(bed.counts.of(bed.a.node().id())).isEqualTo(1);
    assertThat(bed.greeting()).isEqualTo("a");
  }

  @Test
  void removedNode_isCut_andTheNextOneServes() throws Exception {
    reload(bed.b.node());

    assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
    assertThat(bed.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.FAILOVER);
    assertThat(bed.greeting()).isEqualTo("b");
    assertThat(bed.counts.openedTotal(ListenerId.ACTIVE, bed.a.node().id())).isZero();
  }

  @Test
  void nodeThatIsAnotherServerNow_isCut() throws Exception {
    reload(new Node("a", "127.0.0.2", bed.a.node().port(), 1, "/"), bed.b.node());

    assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
    assertThat(bed.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.FAILOVER);
    assertThat(bed.greeting()).isEqualTo("b");
  }

  private void assertStillServed() throws Exception {
    client.getOutputStream().write('x');
    assertThat(client.getInputStream().read()).isEqualTo('x');
    assertThat(bed.closed).isEmpty();
  }

  private void reload(Node... nodes) {
    router
        .reload(
            router.state().topology().withNodes(List.of(nodes)),
            ActiveNodePolicy.STICKY,
            Routers.ONLY_AT_START)
        .toCompletableFuture()
        .join();
  }
}
