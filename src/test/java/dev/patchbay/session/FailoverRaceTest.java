package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Dialer;
import dev.patchbay.testing.FakeNode;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand connects race a hundred failovers, while each dial takes up to three seconds and
 * half of them cannot be called off any more: no session may be left on a former node.
 */
class FailoverRaceTest {
  private static final int FAILOVERS = 100;
  private static final int CONNECTS_PER_FAILOVER = 100;
  private static final long GRACE_MILLIS = 100;

  private final Random random = new Random(42);
  private final AtomicInteger dials = new AtomicInteger();
  private final AtomicInteger greeted = new AtomicInteger();

  @Test
  void noSessionIsLeftOnAFormerNode() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    List<Long> cutMicros = new ArrayList<>();
    int leftOver = 0;
    try (SessionBed bed = new SessionBed(delayed(timer), 100_000)) {
      NetClient client =
          bed.vertx.createNetClient(new NetClientOptions().setConnectTimeout(10_000));
      bed.routeTo(bed.a);
      for (int i = 0; i < FAILOVERS; i++) {
        FakeNode former = i % 2 == 0 ? bed.a : bed.b;
        for (int c = 0; c < CONNECTS_PER_FAILOVER; c++) {
          connect(client, bed);
        }
        TimeUnit.MILLISECONDS.sleep(20);

        long start = System.nanoTime();
        bed.routeTo(i % 2 == 0 ? bed.b : bed.a);

        cutMicros.add(microsUntilNoSession(bed, former, start));
        TimeUnit.NANOSECONDS.sleep(
            TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS) - (System.nanoTime() - start));
        leftOver += bed.counts.of(former.node().id());
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> dials.get() == 0);
      bed.route(java.util.Optional.empty(), true);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bed.a.openConnections() + bed.b.openConnections() == 0);
    } finally {
      timer.shutdownNow();
    }

    long[] sorted = cutMicros.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "failover race: %d sessions reached a node; last session gone after a switch: median %.1f ms,"
            + " p95 %.1f ms, max %.1f ms%n",
        greeted.get(),
        sorted[FAILOVERS / 2] / 1000.0,
        sorted[FAILOVERS * 95 / 100] / 1000.0,
        Arrays.stream(sorted).max().orElseThrow() / 1000.0);
    assertThat(leftOver)
        .as("sessions on a former node %d ms after a switch", GRACE_MILLIS)
        .isZero();
    assertThat(greeted.get()).isGreaterThan(1000);
  }

  private void connect(NetClient client, SessionBed bed) {
    client
        .connect(bed.address().getPort(), "127.0.0.1")
        .onSuccess(
            socket -> {
              socket.exceptionHandler(e -> socket.close());
              socket.handler(bytes -> greeted.incrementAndGet());
            });
  }

  private static long microsUntilNoSession(SessionBed bed, FakeNode node, long startNanos) {
    long deadline = startNanos + TimeUnit.SECONDS.toNanos(10);
    while (bed.counts.of(node.node().id()) > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
  }

  /** Most dials are quick, the others take up to three seconds; half of all are deaf to cancel. */
  private UnaryOperator<Dialer> delayed(ScheduledExecutorService timer) {
    return real ->
        (loop, host, port, timeoutMillis, listener) -> {
          boolean quick = random.nextInt(4) > 0;
          boolean deaf = random.nextBoolean();
          long delay = random.nextInt(quick ? 60 : 3000);
          boolean[] cancelled = {false};
          dials.incrementAndGet();
          timer.schedule(
              () ->
                  loop.execute(
                      () -> {
                        dials.decrementAndGet();
                        if (deaf || !cancelled[0]) {
                          real.dial(loop, host, port, 3000, listener);
                        }
                      }),
              delay,
              TimeUnit.MILLISECONDS);
          Cancellable cancel = () -> cancelled[0] = true;
          return cancel;
        };
  }
}
