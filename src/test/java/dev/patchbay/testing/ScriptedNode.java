package dev.patchbay.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node for thousands of sessions, each of which says with its first byte what it wants:
 *
 * <ul>
 *   <li>{@value #ECHO}: all that follows comes back;
 *   <li>{@value #FLOOD}: four bytes say how many bytes of {@link #byteAt} are to come;
 *   <li>{@value #QUIT}: the connection is reset;
 *   <li>{@value #SLOW}: some KiB are read of it now and then;
 *   <li>{@value #DEAF}: nothing more is read of it.
 * </ul>
 *
 * What it counts is counted before it is written and after it is read.
 */
public final class ScriptedNode implements AutoCloseable {
  public static final byte ECHO = 'E';
  public static final byte FLOOD = 'F';
  public static final byte QUIT = 'Q';
  public static final byte SLOW = 'S';
  public static final byte DEAF = 'D';

  private static final int BACKLOG = 4096;
  private static final int PIECE = 16 * 1024;
  private static final int SLOW_MILLIS = 50;

  private final Channel server;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();

  /** Listens at a port of loopback that is free. */
  public ScriptedNode(EventLoopGroup loops) throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel session) {
                    session.pipeline().addLast(new Session());
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .sync()
            .channel();
  }

  /** The byte at this place of a flood, from 0. */
  public static byte byteAt(long place) {
    return (byte) (place * 31 + (place >> 8));
  }

  /** So many bytes of a flood, from this place on. */
  public static byte[] bytesAt(long place, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = byteAt(place + i);
    }
    return bytes;
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Sessions that it has now. */
  public int open() {
    return open.get();
  }

  /** Sessions that it has ever had. */
  public long accepted() {
    return accepted.get();
  }

  /** Bytes that have come, of all sessions. */
  public long received() {
    return received.get();
  }

  /** Bytes that were to be sent; of those of a session that broke not all have left. */
  public long sent() {
    return sent.get();
  }

  @Override
  public void close() {
    server.close().awaitUninterruptibly();
  }

  private final class Session extends ChannelInboundHandlerAdapter {
    private byte wanted;
    private int length;
    private int lengthBytes;
    private long flooded;
    private boolean ended;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      accepted.incrementAndGet();
      open.incrementAndGet();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      open.decrementAndGet();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      received.addAndGet(bytes.readableBytes());
      if (wanted == 0) {
        wanted = bytes.readByte();
      }
      switch (wanted) {
        case ECHO -> {
          sent.addAndGet(bytes.readableBytes());
          context.writeAndFlush(bytes);
          backPressure(context);
          return;
        }
        case FLOOD -> readLength(context, bytes);
        case QUIT -> {
          context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
          context.close();
        }
        case SLOW -> {
          context.channel().config().setAutoRead(false);
          context.executor().schedule(() -> context.read(), SLOW_MILLIS, TimeUnit.MILLISECONDS);
        }
        case DEAF -> context.channel().config().setAutoRead(false);
        default -> context.close();
      }
      bytes.release();
    }

    private void readLength(ChannelHandlerContext context, ByteBuf bytes) {
      while (bytes.isReadable() && lengthBytes < Integer.BYTES) {
        length = length << 8 | bytes.readUnsignedByte();
        lengthBytes++;
      }
      flood(context);
    }

    private void flood(ChannelHandlerContext context) {
      while (wanted == FLOOD
          && lengthBytes == Integer.BYTES
          && flooded < length
          && context.channel().isWritable()) {
        int piece = (int) Math.min(PIECE, length - flooded);
        byte[] bytes = bytesAt(flooded, piece);
        flooded += piece;
        sent.addAndGet(piece);
        context.writeAndFlush(Unpooled.wrappedBuffer(bytes));
      }
    }

    private void backPressure(ChannelHandlerContext context) {
      if (wanted != DEAF && wanted != SLOW) {
        context.channel().config().setAutoRead(context.channel().isWritable());
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      backPressure(context);
      flood(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent && !ended) {
        ended = true;
        context.writeAndFlush(context.alloc().buffer(0)).addListener(written -> context.close());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
      context.close();
    }
  }
}
