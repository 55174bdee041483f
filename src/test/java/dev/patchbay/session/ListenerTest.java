package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.session.SessionBed.Ending;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.ListenerId;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {

  @Test
  void session_goesToTheNodeOfTheRoute() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.b);

      try (Socket client = bed.connect()) {
        assertThat(SessionBed.greeting(client)).isEqualTo("b");
        assertThat(bed.counts.of(bed.b.node().id())).isEqualTo(1);
      }

      assertThat(nextClosed(bed)).isEqualTo(CloseReason.CLIENT_CLOSED);
      assertThat(bed.counts.of(bed.b.node().id())).isZero();
    }
  }

  @Test
  void sessionsThatCameAndWent_areCountedWithTheirBytes() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.b);

      for (int i = 0; i < 3; i++) {
        try (Socket client = bed.connect()) {
          client.getOutputStream().write("12345".getBytes());
          assertThat(client.getInputStream().readNBytes(7)).isEqualTo("b\n12345".getBytes());
        }
        nextClosed(bed);
      }

      assertThat(bed.counts.openedTotal(ListenerId.ACTIVE, bed.b.node().id())).isEqualTo(3);
      assertThat(bed.counts.closedTotal(ListenerId.ACTIVE, bed.b.node().id())).isEqualTo(3);
      assertThat(bed.counts.of(bed.b.node().id())).isZero();
      assertThat(bed.traffic.toNode(ListenerId.ACTIVE, bed.b.node().id())).isEqualTo(15);
      assertThat(bed.traffic.toClient(ListenerId.ACTIVE, bed.b.node().id())).isEqualTo(21);
      assertThat(bed.traffic.toNode(ListenerId.INACTIVE, bed.b.node().id())).isZero();
      assertThat(bed.counts.openedTotal(ListenerId.ACTIVE, bed.a.node().id())).isZero();
    }
  }

  @Test
  void noNode_acceptsAndClosesAtOnce() throws Exception {
    try (SessionBed bed = new SessionBed();
        Socket client = bed.connect()) {
      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(nextClosed(bed)).isEqualTo(CloseReason.NO_HEALTHY_NODE);
    }
  }

  @Test
  void disabledTraffic_cutsSessionsAndRefusesNewOnes() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      try (Socket before = bed.connect()) {
        SessionBed.greeting(before);

        bed.route(Optional.of(bed.a.node()), false);

        assertThat(SessionBed.ending(before)).isEqualTo(Ending.END);
        assertThat(nextClosed(bed)).isEqualTo(CloseReason.TRAFFIC_DISABLED);
      }
      try (Socket after = bed.connect()) {
        assertThat(SessionBed.ending(after)).isEqualTo(Ending.END);
        assertThat(nextClosed(bed)).isEqualTo(CloseReason.TRAFFIC_DISABLED);
      }
    }
  }

  @Test
  void failover_cutsEverySessionOnBothSidesAndServesTheNextNode() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        clients.add(bed.connect());
        assertThat(SessionBed.greeting(clients.get(i))).isEqualTo("a");
      }

      bed.routeTo(bed.b);

      for (Socket client : clients) {
        assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
        assertThat(nextClosed(bed)).isEqualTo(CloseReason.FAILOVER);
        client.close();
      }
      await().until(() -> bed.a.openConnections() == 0);
      assertThat(bed.a.resets()).isEqualTo(50);
      assertThat(bed.greeting()).isEqualTo("b");
    }
  }

  @Test
  void routeThatIsNotNewer_cutsNothing() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      try (Socket client = bed.connect()) {
        SessionBed.greeting(client);

        bed.listener()
            .route(Routers.route(1, Optional.empty(), true, "old", java.time.Instant.EPOCH));

        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
      }
    }
  }

  @Test
  void nodeThatCloses_endsTheSessionWithItsReason() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      try (Socket client = bed.connect()) {
        SessionBed.greeting(client);

        bed.a.closeConnections();

        assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      }
      assertThat(nextClosed(bed)).isEqualTo(CloseReason.NODE_CLOSED);
    }
  }

  @Test
  void refusedDial_isReportedAndTriedOnceMore() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.a.stop();
      bed.routeTo(bed.a);

      try (Socket client = bed.connect()) {
        assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      }

      assertThat(nextClosed(bed)).isEqualTo(CloseReason.NODE_UNREACHABLE);
      assertThat(bed.failedDials).hasSize(2);
    }
  }

  /** No port, no descriptor, no memory: each is this machine's want, whatever the node does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cannot assign requested address",
        "No buffer space available",
        "Too many open files",
        "Too many open files in system",
        "Cannot allocate memory"
      })
  void dialThatFailsForAWantOfOurs_isNotHeldAgainstTheNode(String want) throws Exception {
    UnaryOperator<Dialer> failing =
        real ->
            (loop, host, port, timeoutMillis, listener) -> {
              loop.execute(() -> listener.failed(new SocketException(want)));
              return () -> {};
            };
    try (SessionBed bed = new SessionBed(failing, 100)) {
      bed.routeTo(bed.a);

      try (Socket client = bed.connect()) {
        assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      }

      assertThat(nextClosed(bed)).isEqualTo(CloseReason.ERROR);
      assertThat(bed.dialsNotMade).containsExactly(bed.a.node());
      assertThat(bed.failedDials).isEmpty();
    }
  }

  @Test
  void refusedDial_goesToTheNewNodeWhenTheRouteChangesMeanwhile() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.a.stop();
      bed.routeTo(bed.a);
      try (Socket client = bed.connect()) {
        client.getOutputStream().write("early".getBytes());
        assertThat(bed.failedDials.poll(5, TimeUnit.SECONDS)).isEqualTo(bed.a.node());

        bed.routeTo(bed.b);

        assertThat(client.getInputStream().readNBytes(7)).isEqualTo("b\nearly".getBytes());
      }
    }
  }

  @Test
  void dialUnderWayAtAFailover_endsAndNeverReachesTheFormerNode() throws Exception {
    HeldDialer held = new HeldDialer();
    try (SessionBed bed = new SessionBed(held, 100)) {
      bed.routeTo(bed.a);
      try (Socket client = bed.connect()) {
        await().until(() -> held.held.size() == 1);
        bed.routeTo(bed.b);

        held.held.forEach(Runnable::run);

        assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
        assertThat(nextClosed(bed)).isEqualTo(CloseReason.FAILOVER);
        await().until(() -> bed.a.openConnections() == 0);
        assertThat(bed.counts.total(ListenerId.ACTIVE)).isZero();
      }
    }
  }

  @Test
  void clientThatResetsWhileItsNodeIsDialled_isForgotten() throws Exception {
    HeldDialer held = new HeldDialer();
    try (SessionBed bed = new SessionBed(held, 100)) {
      bed.routeTo(bed.a);
      Socket client = bed.connect();
      await().until(() -> held.held.size() == 1);

      client.setSoLinger(true, 0);
      client.close();

      assertThat(nextClosed(bed)).isEqualTo(CloseReason.CLIENT_CLOSED);
      held.held.forEach(Runnable::run);
      await().until(() -> bed.a.openConnections() == 0);
    }
  }

  @Test
  void fullSessionTable_pausesAcceptingAndGoesOn() throws Exception {
    try (SessionBed bed = new SessionBed(UnaryOperator.identity(), 5)) {
      bed.routeTo(bed.a);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(bed.connect());
        SessionBed.greeting(clients.get(i));
      }
      try (Socket waiting = bed.connect()) {
        waiting.setSoTimeout(300);
        assertThat(SessionBed.ending(waiting)).isEqualTo(Ending.OPEN);
        assertThat(bed.counts.total(ListenerId.ACTIVE)).isEqualTo(5);

        for (Socket client : clients) {
          client.close();
        }

        waiting.setSoTimeout(10_000);
        assertThat(SessionBed.greeting(waiting)).isEqualTo("a");
      }
    }
  }

  @Test
  void connectAndCloseAtOnce_leavesNothingBehind() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);

      for (int i = 0; i < 200; i++) {
        bed.connect().close();
      }

      AtomicInteger ended = new AtomicInteger();
      await()
          .until(
              () -> {
                ended.addAndGet(bed.closed.drainTo(new ArrayList<>()));
                return ended.get() == 200;
              });
      assertThat(bed.counts.total(ListenerId.ACTIVE)).isZero();
      await().until(() -> bed.a.openConnections() == 0);
    }
  }

  private static CloseReason nextClosed(SessionBed bed) throws InterruptedException {
    return bed.closed.poll(10, TimeUnit.SECONDS);
  }

  /** Dials for real, but only when the test lets it, even if it was called off in between. */
  private static final class HeldDialer implements UnaryOperator<Dialer> {
    final List<Runnable> held = new java.util.concurrent.CopyOnWriteArrayList<>();

    @Override
    public Dialer apply(Dialer real) {
      return (loop, host, port, timeoutMillis, listener) -> {
        held.add(() -> loop.execute(() -> real.dial(loop, host, port, timeoutMillis, listener)));
        Cancellable deaf = () -> {};
        return deaf;
      };
    }
  }
}
