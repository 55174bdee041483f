package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that have ended their direction, and nodes that do not mind. */
class HalfClosedTest {
  private static final int MANY = 5 * HalfClosed.SLICE + 1;

  private final Vertx vertx = Vertx.vertx();
  private final PumpLoops loops =
      new PumpLoops(
          vertx, 1, new StallLimits(Duration.ZERO, Duration.ZERO, Duration.ofMillis(500)));
  private final PumpLoop loop = loops.all().get(0);
  private final AtomicInteger ended = new AtomicInteger();

  /** Of each of the loop's rounds. On the loop. */
  private final Map<Long, Integer> looks = new HashMap<>();

  @AfterEach
  void close() throws Exception {
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** Ten thousand system calls in a row are a moment in which nobody else's bytes move. */
  @Test
  void veryMany_areLookedAtInSlices_andAllEnd() throws Exception {
    onLoop(
        () -> {
          for (int i = 0; i < MANY; i++) {
            beginHalfClosed(() -> looks.merge(loop.round(), 1, Integer::sum));
          }
        });

    await().until(() -> ended.get() == MANY);

    onLoop(
        () ->
            assertThat(looks.values())
                .hasSizeGreaterThan(MANY / HalfClosed.SLICE)
                // Once to see how far it is, and once more at its end.
                .allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(2 * HalfClosed.SLICE)));
  }

  @Test
  void faultAtOne_endsThatOne_andNoOtherIsForgotten() throws Exception {
    onLoop(
        () -> {
          beginHalfClosed(
              () -> {
                throw new IllegalStateException("broken");
              });
          beginHalfClosed(() -> {});
        });

    await().until(() -> ended.get() == 2);
  }

  /**
   * @param look what asking the system for the client comes to
   */
  private void beginHalfClosed(Runnable look) {
    RelayHalf client =
        new RelayHalf(
            loop,
            new QuietSocket() {
              @Override
              public int read(ByteBuffer into) {
                return -1;
              }

              @Override
              public Optional<TcpInfo> info(ByteBuffer buffer) {
                look.run();
                return Optional.empty();
              }
            },
            () -> {});
    RelayHalf node = new RelayHalf(loop, new QuietSocket(), () -> {});
    Relay.start(client, node, new RelayBytes(), end -> ended.incrementAndGet());
    client.ready(true, false, false);
  }

  private void onLoop(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, loop).get(30, TimeUnit.SECONDS);
  }
}
