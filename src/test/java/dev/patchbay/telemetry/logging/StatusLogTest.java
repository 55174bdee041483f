package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.SessionCounts;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.topology.ListenerId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusLogTest {
  private final SmallCluster cluster = new SmallCluster();
  private final SessionCounts counts =
      new SessionCounts(List.of(ListenerId.ACTIVE, ListenerId.INACTIVE));
  private final Caught caught = new Caught("status");
  private final Caught caughtInactive = new Caught("inactive-node-status");

  @BeforeEach
  void follow() {
    cluster.router.follow(counts);
  }

  @AfterEach
  void close() {
    caught.close();
    caughtInactive.close();
  }

  @Test
  void beforeTheFirstCheck() {
    StatusLog status = new StatusLog(ListenerId.ACTIVE, cluster.router, counts);
    cluster.router.follow(status);

    status.write();

    assertThat(caught.lines()).containsExactly("status.Status update");
    assertThat(caught.data())
        .isEqualTo(
            "{\"total_connections\":0,\"healthy_backends\":0,\"total_backends\":2,"
                + "\"active_backend\":\"none\"}");
  }

  @Test
  void allWell_countsThisListenersSessions() {
    StatusLog status = new StatusLog(ListenerId.ACTIVE, cluster.router, counts);
    cluster.router.follow(status);
    cluster.up(cluster.a).up(cluster.b);
    counts.opened(ListenerId.ACTIVE, cluster.a);
    counts.opened(ListenerId.INACTIVE, cluster.b);

    status.write();

    assertThat(caught.data())
        .isEqualTo(
            "{\"total_connections\":1,\"healthy_backends\":2,\"total_backends\":2,"
                + "\"active_backend\":\"db/0\"}");
  }

  @Test
  void afterAFailover_saysWhenHowOftenAndFromWhere() {
    StatusLog status = new StatusLog(ListenerId.ACTIVE, cluster.router, counts);
    cluster.router.follow(status);
    cluster.up(cluster.a).up(cluster.b).down(cluster.a, "503");

    status.write();

    assertThat(caught.data())
        .isEqualTo(
            "{\"total_connections\":0,\"healthy_backends\":1,\"total_backends\":2,"
                + "\"active_backend\":\"db/1\","
                + "\"last_failover_at\":\"2026-11-21T09:03:14.322211Z\",\"total_failovers\":1,"
                + "\"last_failover_from\":\"db/0\",\"unhealthy_backends\":[\"db/0\"]}");
  }

  @Test
  void inactiveListener_hasItsOwnSessionNodeAndFailovers() {
    StatusLog status = new StatusLog(ListenerId.INACTIVE, cluster.router, counts);
    cluster.router.follow(status);
    cluster.up(cluster.a).up(cluster.b).down(cluster.b, "503");

    status.write();

    assertThat(caughtInactive.lines()).containsExactly("inactive-node-status.Status update");
    assertThat(caughtInactive.data())
        .contains("\"active_backend\":\"db/0\"", "\"last_failover_from\":\"db/1\"");
  }
}
