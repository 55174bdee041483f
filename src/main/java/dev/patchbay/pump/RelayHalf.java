package dev.patchbay.pump;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * One end of a relay: the only handler in its channel's pipeline. What it reads it writes to its
 * peer, and it stops reading while the peer has enough to send.
 *
 * <p>An end of stream is passed on as one: only the peer's output is shut, because an answer may
 * still come the other way. The connections are closed when both directions have ended.
 */
final class RelayHalf extends ChannelInboundHandlerAdapter implements PumpSocket {
  private final PumpLoop loop;
  private final Consumer<PumpSocket> onActive;
  private DuplexChannel channel;
  private Runnable onClosed = () -> {};

  private Relay relay;
  private RelayHalf peer;
  private boolean inputEnded;
  private boolean outputEnded;

  /** The peer takes no more; it is only read to its end. */
  private boolean outputFailed;

  /**
   * What came before the relay began. Auto-read is off then, but epoll delivers what is there when
   * the peer has shut its side.
   */
  private Queue<ByteBuf> early;

  /**
   * @param onActive told once the connection is open
   */
  RelayHalf(PumpLoop loop, Consumer<PumpSocket> onActive) {
    this.loop = loop;
    this.onActive = onActive;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = (DuplexChannel) ctx.channel();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    onActive.accept(this);
  }

  void join(Relay newRelay, RelayHalf newPeer) {
    relay = newRelay;
    peer = newPeer;
  }

  /** Begins to read, once both halves are joined. */
  void begin() {
    if (early != null) {
      for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
        forward(bytes);
      }
      early = null;
      peer.channel.flush();
    }
    if (!channel.isActive()) {
      closed();
    } else if (inputEnded) {
      relay.endedFirst(this);
      passOnEnd();
    } else if (peer.channel.isWritable()) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (peer != null) {
      forward(bytes);
    } else {
      early = early == null ? new ArrayDeque<>() : early;
      early.add(bytes);
    }
  }

  private void forward(ByteBuf bytes) {
    Channel out = peer.channel;
    out.write(bytes, out.voidPromise());
    if (!out.isWritable()) {
      out.flush();
      if (!out.isWritable()) {
        channel.config().setAutoRead(false);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (peer != null) {
      peer.channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (peer != null && channel.isWritable() && !peer.inputEnded && !outputFailed) {
      peer.channel.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownReadComplete.INSTANCE && !inputEnded) {
      inputEnded = true;
      if (outputFailed) {
        channel.close();
      } else if (peer != null) {
        relay.endedFirst(this);
        passOnEnd();
      }
    }
  }

  private void passOnEnd() {
    peer.afterFlush(f -> peer.endOutput());
  }

  private void endOutput() {
    outputEnded = true;
    if (inputEnded && peer.outputEnded) {
      channel.close();
      peer.channel.close();
    } else {
      channel.shutdownOutput();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (relay == null || !(cause instanceof IOException)) {
      if (relay != null) {
        relay.endedByProxy();
      }
      channel.close();
    } else {
      outputFailed();
    }
  }

  /**
   * A write failed, because the other end has closed or reset; what it sent before that, such as
   * the error that says why, may not have been read yet. So it is read to its end, and nothing more
   * is written. A read that failed comes here as well, and is followed by the end of the input.
   */
  private void outputFailed() {
    relay.endedFirst(this);
    if (inputEnded) {
      channel.close();
    } else if (!outputFailed) {
      outputFailed = true;
      peer.channel.config().setAutoRead(false);
      if (peer.channel.isWritable()) {
        channel.config().setAutoRead(true);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseEarly();
    if (relay == null) {
      onClosed.run();
    } else {
      closed();
    }
  }

  private void closed() {
    relay.endedFirst(this);
    if (peer.channel.isActive()) {
      peer.afterFlush(ChannelFutureListener.CLOSE);
    } else {
      relay.finished();
    }
  }

  /** Does this when all that was written so far has been sent, or cannot be. */
  private void afterFlush(ChannelFutureListener action) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(action);
  }

  private void releaseEarly() {
    if (early != null) {
      early.forEach(ReferenceCountUtil::release);
      early = null;
    }
  }

  DuplexChannel channel() {
    return channel;
  }

  @Override
  public PumpLoop loop() {
    return loop;
  }

  @Override
  public void onClosed(Runnable listener) {
    onClosed = listener;
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void abort() {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // The peer was faster: there is no connection left to reset.
    }
    channel.close();
  }
}
