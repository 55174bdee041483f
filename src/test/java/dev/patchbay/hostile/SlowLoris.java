package dev.patchbay.hostile;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many connections to each HTTP port whose head, or whose body, comes a byte a second and has no
 * end. Whoever is closed comes again.
 */
final class SlowLoris implements Attack {
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: x\r\nX-Endless: ";
  private static final String BODY =
      "POST /v0/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n";

  /** A head has 5 s, a body 30; the rest is for a machine that has no time. */
  private static final long LONGEST_LIFE_SECONDS = 45;

  private final Bed bed;
  private final int expected;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicLong longestNanos = new AtomicLong();
  private final List<AtomicInteger> endedAtPort = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param each connections to each port, half of them with a head and half with a body
   */
  SlowLoris(Bed bed, int each) {
    this.bed = bed;
    this.expected = each;
    for (int port : bed.httpPorts()) {
      AtomicInteger here = new AtomicInteger();
      endedAtPort.add(here);
      for (int i = 0; i < each; i++) {
        connect(port, i % 2 == 0 ? HEAD : BODY, here);
      }
    }
  }

  private void connect(int port, String beginning, AtomicInteger endedHere) {
    new Bootstrap()
        .group(bed.loops)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new Trickle(port, beginning, endedHere));
              }
            })
        .connect(new InetSocketAddress("127.0.0.1", port), new InetSocketAddress(Bed.STRANGER, 0))
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                again(port, beginning, endedHere);
              }
            });
  }

  private void again(int port, String beginning, AtomicInteger endedHere) {
    if (!over) {
      bed.loops
          .next()
          .schedule(() -> connect(port, beginning, endedHere), 200, TimeUnit.MILLISECONDS);
    }
  }

  private final class Trickle extends SimpleChannelInboundHandler<ByteBuf> {
    private final int port;
    private final String beginning;
    private final AtomicInteger endedHere;
    private long since;

    Trickle(int port, String beginning, AtomicInteger endedHere) {
      this.port = port;
      this.beginning = beginning;
      this.endedHere = endedHere;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      since = System.nanoTime();
      begun.incrementAndGet();
      send(context, beginning);
      trickle(context);
    }

    private void trickle(ChannelHandlerContext context) {
      context
          .executor()
          .schedule(
              () -> {
                if (over) {
                  context.close();
                } else if (context.channel().isActive()) {
                  send(context, "x");
                  trickle(context);
                }
              },
              1,
              TimeUnit.SECONDS);
    }

    private static void send(ChannelHandlerContext context, String text) {
      context.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf answer) {
      // It does not care.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!over) {
        ended.incrementAndGet();
        endedHere.incrementAndGet();
        longestNanos.accumulateAndGet(System.nanoTime() - since, Math::max);
        again(port, beginning, endedHere);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
      context.close();
    }
  }

  @Override
  public boolean isComplete() {
    return endedAtPort.stream().allMatch(count -> count.get() >= expected);
  }

  @Override
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (!isComplete()) {
      findings.add("of %d at each port so many were ended: %s".formatted(expected, endedAtPort));
    }
    if (longestNanos.get() > TimeUnit.SECONDS.toNanos(LONGEST_LIFE_SECONDS)) {
      findings.add("one lived for " + longestNanos.get() / 1_000_000 + " ms");
    }
    return findings;
  }

  @Override
  public String summary() {
    return "%d at once at each HTTP port, %d begun, %d ended by the proxy or the agent, the last of them after %.1f s"
        .formatted(expected, begun.get(), ended.get(), longestNanos.get() / 1e9);
  }

  @Override
  public void close() {
    over = true;
  }
}
