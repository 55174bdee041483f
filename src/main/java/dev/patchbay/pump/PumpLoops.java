package dev.patchbay.pump;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * The threads that move bytes, on the same transport as Vert.x's own (native where there is one),
 * but apart from them.
 */
public final class PumpLoops {
  private final boolean rings;
  private final IoEventLoopGroup group;
  private final List<PumpLoop> loops;
  private final SocketSystem sockets;
  private final Names names;
  private final ExecutorService crypto;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Starts the threads, with the default limits and without io_uring. */
  public PumpLoops(Vertx vertx, int threads) {
    this(vertx, threads, StallLimits.DEFAULT);
  }

  /**
   * Starts the threads, without io_uring.
   *
   * @param threads how many, at least 1
   */
  public PumpLoops(Vertx vertx, int threads, StallLimits limits) {
    this(vertx, threads, limits, false);
  }

  /**
   * Starts the threads.
   *
   * @param threads how many, at least 1
   * @param ring whether they use io_uring; only without a {@link Rings#refusal}
   */
  public PumpLoops(Vertx vertx, int threads, StallLimits limits, boolean ring) {
    this.rings = ring;
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("patchbay-pump", true),
            ring ? Rings.factory() : ((VertxInternal) vertx).transport().ioHandlerFactory());
    this.crypto = TlsWorkers.newThreads();
    UnsentBudget budget = UnsentBudget.ofThisProcess(threads);
    this.loops =
        IntStream.range(0, threads)
            .mapToObj(i -> new PumpLoop(group.next(), i, limits, budget, crypto))
            .toList();
    this.sockets = ring ? LinuxSystem.ring() : isEpoll() ? LinuxSystem.epoll() : new NioSystem();
    this.names = new Names(vertx);
  }

  /** The loops, always in the same order. From any thread. */
  public List<PumpLoop> all() {
    return loops;
  }

  /**
   * Goes on with these limits for peers that take nothing, for the sessions that there are as well;
   * the patience with half-closed ones stays as it is. From any thread.
   */
  public void limit(StallLimits limits) {
    loops.forEach(loop -> loop.execute(() -> loop.sweep().limit(limits)));
  }

  /**
   * Stops the threads, once they have given to the system what they had to send; what is open is
   * closed. Without effect the second time. From any thread.
   */
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      crypto.shutdown();
      CompletableFuture.allOf(
              loops.stream().map(PumpLoops::sent).toArray(CompletableFuture<?>[]::new))
          .whenComplete(
              (v, fault) ->
                  group
                      .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                      .addListener(f -> ended.complete(null)));
    }
    return ended;
  }

  private static CompletableFuture<Void> sent(PumpLoop loop) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      loop.whenSent(() -> sent.complete(null));
    } catch (RejectedExecutionException e) {
      sent.complete(null); // it has ended already
    }
    return sent;
  }

  /** Whether Linux's native transport runs; it alone has every socket option. From any thread. */
  public boolean isNative() {
    return isEpoll() || rings;
  }

  /** Whether they use io_uring. From any thread. */
  public boolean usesRings() {
    return rings;
  }

  private boolean isEpoll() {
    return group.isIoType(EpollIoHandler.class);
  }

  SocketSystem sockets() {
    return sockets;
  }

  /** What looks names up for the sessions. From any thread. */
  public Names names() {
    return names;
  }
}
