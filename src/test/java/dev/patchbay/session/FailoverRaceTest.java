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
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand connects race a hundred failovers, while each dial takes up to three seconds and
 * half of them cannot be called off any more: no session may be left on a former node, by that
 * node's own count.
 */
class FailoverRaceTest {
  private static final int FAILOVERS = 100;
  private static final int CONNECTS_PER_FAILOVER = 100;
  private static final int CONNECTED_AT_A_FAILOVER = 10;

  private final Random random = new Random(42);
  private final AtomicInteger dials = new AtomicInteger();
  private final AtomicInteger greeted = new AtomicInteger();

  @Test
  void noSessionIsLeftOnAFormerNode() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    List<Long> micros = new ArrayList<>();
    try (SessionBed bed = new SessionBed(delayed(timer), 100_000)) {
      NetClient client =
          bed.vertx.createNetClient(new NetClientOptions().setConnectTimeout(10_000));
      bed.routeTo(bed.a);
      for (int i = 0; i < FAILOVERS; i++) {
        FakeNode former = i % 2 == 0 ? bed.a : bed.b;
        FakeNode next = i % 2 == 0 ? bed.b : bed.a;
        for (int c = 0; c < CONNECTS_PER_FAILOVER; c++) {
          connect(client, bed);
        }
        await("sessions").until(() -> former.openConnections() >= CONNECTED_AT_A_FAILOVER);

        long start = System.nanoTime();
        bed.routeTo(next);

        // Nobody but the proxy ends one: a session that is left would stay for ever.
        await("failover " + i + ": the former node has no connection")
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> former.openConnections() == 0);
        micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> dials.get() == 0);
      bed.route(Optional.empty(), true);
      await().until(() -> bed.a.openConnections() + bed.b.openConnections() == 0);
    } finally {
      timer.shutdownNow();
    }

    long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "failover race: %d sessions were greeted; the former node had none left after: median %.1f"
            + " ms, p95 %.1f ms, max %.1f ms%n",
        greeted.get(),
        sorted[FAILOVERS / 2] / 1000.0,
        sorted[FAILOVERS * 95 / 100] / 1000.0,
        sorted[FAILOVERS - 1] / 1000.0);
    assertThat(greeted.get()).isGreaterThan(FAILOVERS);
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
