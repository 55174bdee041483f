package dev.patchbay.web;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Counts connections where the system hands them over, on the accepting thread. The event loop that
 * serves them closes what is too much; while it is behind with that, nothing more is accepted:
 * clients wait in the backlog, where they cost no descriptor.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
  /** Beyond this no further request of a connection is taken up. */
  private static final WriteBufferWaterMark ENOUGH_UNSENT =
      new WriteBufferWaterMark(2 * 1024, 4 * 1024);

  /** A client that sends much is read a little at a time, so that it can be stopped soon. */
  private static final RecvByteBufAllocator A_LITTLE_A_READ =
      new AdaptiveRecvByteBufAllocator(64, 2048, 16 * 1024).maxMessagesPerRead(1);

  private final int most;
  private final Supplier<GuestHandler> handlers;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean paused;

  /**
   * @param most how many connections may be open at any moment
   * @param handlers makes what stands first in each connection's pipeline
   */
  AcceptGate(int most, Supplier<GuestHandler> handlers) {
    this.most = most;
    this.handlers = handlers;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    Channel connection = (Channel) accepted;
    connection
        .config()
        .setWriteBufferWaterMark(ENOUGH_UNSENT)
        .setRecvByteBufAllocator(A_LITTLE_A_READ);
    connection.pipeline().addLast(handlers.get());
    connection.closeFuture().addListener(closed -> left(ctx));
    if (open.incrementAndGet() >= most) {
      pause(ctx);
    }
    ctx.fireChannelRead(accepted);
  }

  private void pause(ChannelHandlerContext ctx) {
    paused = true;
    ctx.channel().config().setAutoRead(false);
    // One may have left between the count and the pause; then nobody else will say so.
    resumeIfThereIsRoom(ctx);
  }

  private void left(ChannelHandlerContext ctx) {
    open.decrementAndGet();
    if (paused) {
      ctx.executor().execute(() -> resumeIfThereIsRoom(ctx));
    }
  }

  private void resumeIfThereIsRoom(ChannelHandlerContext ctx) {
    if (paused && open.get() < most) {
      paused = false;
      ctx.channel().config().setAutoRead(true);
    }
  }
}
