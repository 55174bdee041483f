package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two loops that look at the same count in the same moment could take two for one place. */
class NearLimitTest {
  private static final int LOOPS = 2;

  private final Vertx vertx = Vertx.vertx();
  private final PumpLoops loops = new PumpLoops(vertx, LOOPS);
  private final Server server = new Server();
  private final AtomicInteger reserved = new AtomicInteger();
  private volatile int placesLeft = Integer.MAX_VALUE;

  /** Notes on which loop it was asked for a connection. */
  private final class Server extends ToldServer {
    final BlockingQueue<Integer> askedOn = new LinkedBlockingQueue<>();

    @Override
    public RawSocket accept() {
      askedOn.add(
          loops.all().stream().filter(PumpLoop::isCurrent).findFirst().orElseThrow().index());
      return null;
    }
  }

  private final class Places implements ConnectionCount {
    @Override
    public void accepting(TcpListener listener) {}

    @Override
    public boolean reserve(int left) {
      reserved.addAndGet(placesLeft > left ? 1 : 0);
      return placesLeft > left;
    }

    @Override
    public void release() {
      reserved.decrementAndGet();
    }

    @Override
    public void opened() {}

    @Override
    public void closed() {}
  }

  @AfterEach
  void close() throws Exception {
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void whereEachLoopHasAPlace_eachAccepts() throws Exception {
    start();
    placesLeft = LOOPS + 1;

    tell(1);
    assertThat(asked()).isEqualTo(1);
    tell(0);
    assertThat(asked()).isZero();
    await().until(() -> reserved.get() == 0);
  }

  @Test
  void whereTwoCouldTakeTheLastPlace_theFirstLoopAloneAccepts() throws Exception {
    start();
    placesLeft = LOOPS;

    tell(1);
    assertThat(asked()).isZero();
    tell(0);
    assertThat(asked()).isZero();
  }

  private void start() throws Exception {
    new TcpListener(server, loops.all(), new Places(), client -> {}, fault -> {})
        .start()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private void tell(int index) {
    server.tell(loops.all().get(index));
  }

  private Integer asked() throws InterruptedException {
    return server.askedOn.poll(30, TimeUnit.SECONDS);
  }
}
