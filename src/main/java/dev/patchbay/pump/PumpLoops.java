package dev.patchbay.pump;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.transport.Transport;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The threads that move bytes, on the same transport (native where there is one) and with the same
 * DNS resolver as Vert.x's own, but apart from them.
 */
public final class PumpLoops {
  private final VertxInternal vertx;
  private final IoEventLoopGroup acceptors;
  private final IoEventLoopGroup group;
  private final List<PumpLoop> loops = new ArrayList<>();
  private final Map<EventLoop, PumpLoop> byEventLoop = new IdentityHashMap<>();

  /**
   * Starts the threads.
   *
   * @param threads how many, at least 1
   */
  public PumpLoops(Vertx vertx, int threads) {
    this.vertx = (VertxInternal) vertx;
    this.acceptors = group(1, "patchbay-accept");
    this.group = group(threads, "patchbay-pump");
    for (int i = 0; i < threads; i++) {
      PumpLoop loop = new PumpLoop(group.next(), i);
      loops.add(loop);
      byEventLoop.put(loop.eventLoop(), loop);
    }
  }

  private IoEventLoopGroup group(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), transport().ioHandlerFactory());
  }

  /** The loops, always in the same order. From any thread. */
  public List<PumpLoop> all() {
    return List.copyOf(loops);
  }

  /** Stops the threads at once; what is open is closed. From any thread. */
  public CompletionStage<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    acceptors.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(f -> done.complete(null));
    return done;
  }

  /** Whether Linux's native transport runs; it alone has every socket option. From any thread. */
  public boolean isNative() {
    return group.isIoType(EpollIoHandler.class);
  }

  PumpLoop of(EventLoop eventLoop) {
    return byEventLoop.get(eventLoop);
  }

  Transport transport() {
    return vertx.transport();
  }

  VertxInternal vertx() {
    return vertx;
  }

  IoEventLoopGroup acceptors() {
    return acceptors;
  }

  IoEventLoopGroup group() {
    return group;
  }
}
