package dev.patchbay.pump;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stops a listening port from accepting: as long as it is told to, and for a second after each
 * accept that failed. Without that second a full table of file descriptors would keep the accepting
 * thread busy, because the connection that could not be accepted is still there.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {
  static final int FAULT_PAUSE_MILLIS = 1000;

  private final ConnectionCount count;
  private final Consumer<Throwable> onFault;
  private volatile boolean asked;

  AcceptPause(ConnectionCount count, Consumer<Throwable> onFault) {
    this.count = count;
    this.onFault = onFault;
  }

  /** Pauses or goes on. From any thread. */
  void set(Channel channel, boolean paused) {
    asked = paused;
    channel.config().setAutoRead(!paused);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    count.opened();
    ((Channel) accepted).closeFuture().addListener(f -> count.closed());
    ctx.fireChannelRead(accepted);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.channel().config().setAutoRead(false);
    ctx.executor()
        .schedule(
            () -> ctx.channel().config().setAutoRead(!asked),
            FAULT_PAUSE_MILLIS,
            TimeUnit.MILLISECONDS);
    onFault.accept(cause);
  }
}
