package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpListenerTest {
  private final Vertx vertx = Vertx.vertx();
  private final PumpLoops loops = new PumpLoops(vertx, 1);
  private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
  private final FullServer server = new FullServer();
  private final TcpListener listener =
      new TcpListener(server, loops.all(), new NoCount(), client -> {}, faults::add);

  /** A server that always has a connection to accept and never a descriptor for it. */
  private static final class FullServer extends ToldServer {
    private final BlockingQueue<Long> triedAtNanos = new LinkedBlockingQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** Once for each second after a failure. */
    @Override
    public void awaitAcceptable() {
      asked.incrementAndGet();
    }

    @Override
    public RawSocket accept() throws IOException {
      triedAtNanos.add(System.nanoTime());
      throw new IOException("Too many open files");
    }
  }

  @AfterEach
  void close() throws Exception {
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void failedAccept_isReportedAndPausesForASecond() throws Exception {
    start();

    tell();
    tell();
    long first = server.triedAtNanos.poll(5, TimeUnit.SECONDS);
    long second = server.triedAtNanos.poll(5, TimeUnit.SECONDS);

    assertThat(TimeUnit.NANOSECONDS.toMillis(second - first))
        .isGreaterThanOrEqualTo(Accepting.FAULT_PAUSE_MILLIS);
    assertThat(faults.poll(5, TimeUnit.SECONDS)).hasMessage("Too many open files");
    assertThat(server.asked).as("to be told again, which may be what failed").hasPositiveValue();
  }

  @Test
  void pauseThatWasAskedFor_outlastsTheSecond() throws Exception {
    start();
    tell();
    assertThat(server.triedAtNanos.poll(5, TimeUnit.SECONDS)).isNotNull();

    listener.pause();
    assertThat(server.triedAtNanos.poll(Accepting.FAULT_PAUSE_MILLIS + 300, TimeUnit.MILLISECONDS))
        .isNull();

    listener.resume();
    assertThat(server.triedAtNanos.poll(5, TimeUnit.SECONDS)).isNotNull();
  }

  private void start() throws Exception {
    listener.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void tell() {
    server.tell(loops.all().get(0));
  }
}
