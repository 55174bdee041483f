package dev.patchbay.endurance;

import dev.patchbay.testing.ScriptedNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One client of the churn: does what its kind does, and looks at every byte that comes back. */
final class Client extends ChannelInboundHandlerAdapter {
  /** How many of a hundred clients are of a kind, and what these do. */
  enum Kind {
    /** One request, a moment of quiet, an orderly end. */
    SHORT(45),
    /** A request now and then, for up to a minute. */
    TALKER(29),
    /** A large result, read a little at a time, mostly not to its end. */
    SLOW_READER(4),
    /** Resets its connection, at once or while it waits for an answer. */
    RESETTER(10),
    /** Its node resets the connection. */
    LOSER(5),
    /** Ends its own direction and reads until the node ends the other. */
    HALF_CLOSER(7);

    private final int percent;

    Kind(int percent) {
      this.percent = percent;
    }

    static Kind by(Random random) {
      int place = random.nextInt(100);
      int end = 0;
      for (Kind kind : values()) {
        end += kind.percent;
        if (place < end) {
          return kind;
        }
      }
      throw new AssertionError("they are less than a hundred: " + end);
    }
  }

  private static final int MOST_REQUEST_BYTES = 8 * 1024;
  private static final int SLOW_PIECE_MILLIS = 200;
  private static final int SLOW_BUFFER_BYTES = 8 * 1024;
  private static final RecvByteBufAllocator ONE_PIECE =
      new FixedRecvByteBufAllocator(SLOW_BUFFER_BYTES).maxMessagesPerRead(1);

  /** The proxy gives up a half-closed session that stands still for so long. */
  private static final long HALF_CLOSED_SECONDS = 10;

  /** The event that has a client end its session. */
  static final Object LEAVE = new Object();

  private final Kind kind;
  private final Random random;
  private final ChurnCounts counts;
  private long asked;
  private long answered;
  private boolean wantsItsEnd;
  private long beginNanos;
  private int stepsAtBegin;

  /**
   * @param seed of what is left to chance
   */
  Client(Kind kind, long seed, ChurnCounts counts) {
    this.kind = kind;
    this.random = new Random(seed);
    this.counts = counts;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    beginNanos = System.nanoTime();
    stepsAtBegin = counts.failoverSteps.get();
    counts.open.incrementAndGet();
    counts.connected.incrementAndGet();
    counts.of(kind).incrementAndGet();
    switch (kind) {
      case SHORT -> {
        begin(context, ScriptedNode.ECHO);
        request(context, MOST_REQUEST_BYTES);
        later(context, random.nextInt(2000), () -> end(context));
      }
      case TALKER -> {
        begin(context, ScriptedNode.ECHO);
        talk(context);
        later(context, 10_000 + random.nextInt(50_000), () -> end(context));
      }
      case SLOW_READER -> {
        ((SocketChannel) context.channel()).config().setReceiveBufferSize(SLOW_BUFFER_BYTES);
        begin(context, ScriptedNode.FLOOD);
        ByteBuf length = context.alloc().buffer();
        length.writeInt((1 + random.nextInt(8)) << 20);
        write(context, length);
        context.channel().config().setRecvByteBufAllocator(ONE_PIECE).setAutoRead(false);
        readSlowly(context);
        later(context, 20_000 + random.nextInt(40_000), () -> end(context));
      }
      case RESETTER -> {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        if (random.nextBoolean()) {
          begin(context, ScriptedNode.ECHO);
          request(context, 64 * 1024);
        }
        later(context, random.nextInt(50), () -> end(context));
      }
      case LOSER -> {
        wantsItsEnd = true;
        begin(context, ScriptedNode.QUIT);
      }
      case HALF_CLOSER -> {
        begin(context, ScriptedNode.ECHO);
        request(context, MOST_REQUEST_BYTES);
        wantsItsEnd = true;
        context
            .writeAndFlush(context.alloc().buffer(0))
            .addListener(written -> ((SocketChannel) context.channel()).shutdownOutput());
      }
      default -> throw new AssertionError(kind);
    }
  }

  private void begin(ChannelHandlerContext context, byte wanted) {
    write(context, context.alloc().buffer().writeByte(wanted));
  }

  private void request(ChannelHandlerContext context, int mostBytes) {
    int length = 1 + random.nextInt(mostBytes);
    byte[] bytes = ScriptedNode.bytesAt(asked, length);
    asked += length;
    write(context, Unpooled.wrappedBuffer(bytes));
  }

  private void write(ChannelHandlerContext context, ByteBuf bytes) {
    counts.sent.addAndGet(bytes.readableBytes());
    context.writeAndFlush(bytes);
  }

  private void talk(ChannelHandlerContext context) {
    request(context, 2000);
    later(context, 1000 + random.nextInt(2000), () -> talk(context));
  }

  private void readSlowly(ChannelHandlerContext context) {
    context.read();
    later(context, SLOW_PIECE_MILLIS, () -> readSlowly(context));
  }

  private static void later(ChannelHandlerContext context, int millis, Runnable action) {
    Channel channel = context.channel();
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (channel.isActive()) {
                action.run();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  private void end(ChannelHandlerContext context) {
    wantsItsEnd = true;
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    counts.received.addAndGet(bytes.readableBytes());
    // All at once: where Netty looks for leaks, it notes each access to a buffer of its own.
    byte[] came = new byte[bytes.readableBytes()];
    bytes.readBytes(came).release();
    for (byte next : came) {
      if (next != ScriptedNode.byteAt(answered++)) {
        counts.wrongBytes.incrementAndGet();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == LEAVE) {
      end(context);
    } else if (event instanceof ChannelInputShutdownEvent) {
      // Half an answer is one that was cut.
      wantsItsEnd &= kind != Kind.HALF_CLOSER || answered == asked;
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    counts.open.decrementAndGet();
    if (!wantsItsEnd && !(kind == Kind.HALF_CLOSER && lived() >= HALF_CLOSED_SECONDS)) {
      counts.cut(kind, stepsAtBegin);
    }
  }

  private long lived() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beginNanos);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
    context.close();
  }
}
