package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.TcpListener;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** All loops accept, and none takes one more than there is room for. */
class SessionLimitOfManyLoopsTest {
  private static final int LOOPS = 4;
  private static final int LIMIT = 20;
  private static final int CLIENTS = 200;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final PumpLoops loops = new PumpLoops(vertx, LOOPS);
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<PumpSocket> accepted = new LinkedBlockingQueue<>();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    for (Socket client : clients) {
      client.close();
    }
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @RepeatedTest(10)
  void atTheLimit_isNeverOneMore_andAllAreServedInTheEnd() throws Exception {
    SessionLimit limit =
        new SessionLimit(new SessionCap(LIMIT, SessionCap.By.CONFIGURATION), System::nanoTime);
    TcpListener listener =
        TcpListener.listen(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                limit,
                client -> {
                  most.accumulateAndGet(open.incrementAndGet(), Math::max);
                  accepted.add(client);
                },
                fault -> {})
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    List<Runnable> comers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      comers.add(
          () -> {
            try {
              clients.add(
                  new Socket(listener.address().getAddress(), listener.address().getPort()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }

    assertThat(loops.isNative()).as("only then do all loops accept").isTrue();

    comers.forEach(threads::execute);
    await().untilAsserted(() -> assertThat(limit.accepting().sessions()).isEqualTo(LIMIT));
    int ended = 0;
    while (ended < CLIENTS) {
      PumpSocket next = accepted.poll(30, TimeUnit.SECONDS);
      next.loop()
          .execute(
              () -> {
                open.decrementAndGet();
                next.close();
              });
      ended++;
    }

    await().until(() -> limit.accepting().sessions() == 0);
    assertThat(most.get()).isEqualTo(LIMIT);
    assertThat(limit.accepting().paused()).isFalse();
  }
}
