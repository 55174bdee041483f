package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.ConnectionCount;
import dev.patchbay.pump.PumpLoop;
import dev.patchbay.pump.PumpLoops;
import dev.patchbay.pump.TcpListener;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ways past the limit of sessions that there have been, and one that there could be. */
class SessionLimitRacesTest {
  private static final int LIMIT = 20;
  private static final int CLIENTS = 60;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final PumpLoops loops = new PumpLoops(vertx, 2);
  private final SessionLimit limit =
      new SessionLimit(new SessionCap(LIMIT, SessionCap.By.CONFIGURATION), System::nanoTime);
  private final List<Socket> clients = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** Between its look at the count and its accept the second loop is late: the system may do so. */
  @Test
  void loopThatIsLateBetweenItsLookAndItsAccept_takesNoneTooMany() throws Exception {
    PumpLoop first = loops.all().get(0);
    PumpLoop second = loops.all().get(1);
    CountDownLatch looked = new CountDownLatch(1);
    AtomicBoolean late = new AtomicBoolean(true);
    ConnectionCount count =
        new ConnectionCount() {
          @Override
          public void accepting(TcpListener listener) {
            limit.accepting(listener);
          }

          @Override
          public boolean reserve(int left) {
            boolean reserved = limit.reserve(left);
            if (second.isCurrent() && late.getAndSet(false)) {
              looked.countDown();
              await().until(() -> limit.accepting().sessions() == LIMIT);
            }
            return reserved;
          }

          @Override
          public void release() {
            limit.release();
          }

          @Override
          public void opened() {
            limit.opened();
          }

          @Override
          public void closed() {
            limit.closed();
          }
        };
    TcpListener listener = listen(0, count).get(30, TimeUnit.SECONDS);
    CountDownLatch busy = new CountDownLatch(1);
    first.execute(() -> waitFor(busy));
    connect(listener.address().getPort(), CLIENTS);
    waitFor(looked);
    busy.countDown();

    await().until(() -> limit.accepting().sessions() >= LIMIT);
    await()
        .atMost(Duration.ofSeconds(5))
        .during(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(limit.accepting().sessions()).isEqualTo(LIMIT));
  }

  /** The first loop accepts while the second one has not begun, and nobody can pause it. */
  @Test
  void limitThatIsReachedBeforeAllLoopsHaveBegun_pausesTheListener() throws Exception {
    int port = TestPorts.find(1).get(0);
    CountDownLatch busy = new CountDownLatch(1);
    loops.all().get(1).execute(() -> waitFor(busy));
    CompletableFuture<TcpListener> listening = listen(port, limit);
    connect(port, CLIENTS);
    await().until(() -> limit.accepting().sessions() >= LIMIT);
    busy.countDown();
    listening.get(30, TimeUnit.SECONDS);
    connect(port, CLIENTS);

    await()
        .atMost(Duration.ofSeconds(5))
        .during(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(limit.accepting().sessions()).isEqualTo(LIMIT));
  }

  /** Were it gone up to only after a twentieth had left, long sessions would keep it from all. */
  @Test
  void limitThatIsRaisedALittle_isGoneUpToAtOnce() throws Exception {
    TcpListener listener = listen(0, limit).get(30, TimeUnit.SECONDS);
    connect(listener.address().getPort(), CLIENTS);
    await().until(() -> limit.accepting().paused());

    limit.cap(new SessionCap(LIMIT + 1, SessionCap.By.CONFIGURATION));

    await().until(() -> limit.accepting().sessions() == LIMIT + 1);
    assertThat(limit.accepting().paused()).isTrue();
  }

  /** As at a start, when clients of the first port have come before the second one listens. */
  @Test
  void listenerThatIsOpenedAtTheLimit_acceptsNobody() throws Exception {
    TcpListener one = listen(0, limit).get(30, TimeUnit.SECONDS);
    connect(one.address().getPort(), CLIENTS);
    await().until(() -> limit.accepting().paused());
    TcpListener other = listen(0, limit).get(30, TimeUnit.SECONDS);
    connect(other.address().getPort(), CLIENTS);

    await()
        .atMost(Duration.ofSeconds(5))
        .during(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(limit.accepting().sessions()).isEqualTo(LIMIT));
  }

  private CompletableFuture<TcpListener> listen(int port, ConnectionCount count) {
    return TcpListener.listen(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            count,
            client -> {},
            fault -> {})
        .toCompletableFuture();
  }

  private void connect(int port, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
