package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** No byte goes to the new node while one loop still has sessions at the former one. */
class CutBarrierTest {

  @Test
  void newSessions_waitUntilTheLastLoopHasCut() throws Exception {
    try (SessionBed bed = new SessionBed()) {
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
        assertThat(bed.listener().cutting().toCompletableFuture().isDone()).isTrue();
      }
      for (Socket one : former) {
        assertThat(hasEnded(one)).isTrue();
        one.close();
      }
    }
  }

  /** A client that leaves while it waits leaves nothing at the node. */
  @Test
  void clientThatLeavesMeanwhile_isNoSession() throws Exception {
    try (SessionBed bed = new SessionBed()) {
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
