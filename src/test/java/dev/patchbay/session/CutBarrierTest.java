package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.StallLimits;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No byte goes to the new node while one loop still has sessions at the former one. */
class CutBarrierTest {

  @ParameterizedTest
  @EnumSource(Transport.class)
  void newSessions_waitUntilTheLastLoopHasCut(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, StallLimits.DEFAULT)) {
      bed.routeTo(bed.a);
      List<Socket> former = greeted(bed, 4);
      CountDownLatch goOn = new CountDownLatch(1);
      // The second loop stands still, as one that is busy does.
      bed.loops.all().get(1).execute(() -> standStill(goOn));

      bed.route(Optional.of(bed.b.node()), true);

      assertThat(bed.listener().cutting().toCompletableFuture().isDone()).isFalse();
      try (Socket early = bed.connect();
          Socket alsoEarly = bed.connect()) {
        early.setSoTimeout(300);
        assertThat(isSilent(early)).isTrue();

        goOn.countDown();

        early.setSoTimeout(30_000);
        assertThat(early.getInputStream().read()).isEqualTo('b');
        assertThat(alsoEarly.getInputStream().read()).isEqualTo('b');
        bed.listener().cutting().toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      for (Socket one : former) {
        assertThat(hasEnded(one)).isTrue();
        one.close();
      }
    }
  }

  /** At the proxy's end a change of the route may come when a loop is gone already. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void loopsThatHaveEnded_keepNoCutWaiting(Transport transport) throws Exception {
    SessionBed bed = new SessionBed(transport, StallLimits.DEFAULT);
    bed.routeTo(bed.a);
    bed.close();

    bed.route(Optional.of(bed.b.node()), true);

    bed.listener().cutting().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Loops close sockets later than they are told to; the cut is not over before the nodes know. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void cutIsOver_whenTheFormerNodeHasBeenToldOfTheLastEnd(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, StallLimits.DEFAULT);
        ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1000)) {
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      Node former = new Node("a", "127.0.0.1", port, 9200, "/");
      for (int round = 0; round < 5; round++) {
        bed.route(Optional.of(former), true);
        List<Socket> clients = new ArrayList<>();
        List<SocketChannel> atNode = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          clients.add(bed.connect());
          SocketChannel accepted = server.accept();
          accepted.configureBlocking(false);
          atNode.add(accepted);
        }

        bed.route(Optional.of(bed.b.node()), true);

        assertThat(
                bed.listener()
                    .cutting()
                    .thenApply(v -> atNode.stream().filter(CutBarrierTest::isOpen).count())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS))
            .isZero();
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).close();
          atNode.get(i).close();
        }
      }
    }
  }

  private static boolean isOpen(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A client that leaves while it waits leaves nothing at the node. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientThatLeavesMeanwhile_isNoSession(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, StallLimits.DEFAULT)) {
      bed.routeTo(bed.a);
      CountDownLatch goOn = new CountDownLatch(1);
      bed.loops.all().get(1).execute(() -> standStill(goOn));
      bed.route(Optional.of(bed.b.node()), true);
      for (int i = 0; i < 10; i++) {
        Socket client = bed.connect();
        client.setSoLinger(true, 0);
        client.close();
      }

      goOn.countDown();

      await().until(() -> bed.closed.size() >= 10 && bed.b.openConnections() == 0);
      assertThat(bed.counts.total()).isZero();
    }
  }

  private static List<Socket> greeted(SessionBed bed, int number) throws Exception {
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Socket one = bed.connect();
      one.setSoTimeout(30_000);
      assertThat(one.getInputStream().read()).isEqualTo('a');
      all.add(one);
    }
    return all;
  }

  private static boolean hasEnded(Socket client) {
    try {
      while (client.getInputStream().read() >= 0) {}
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isSilent(Socket client) throws Exception {
    try {
      client.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static void standStill(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
