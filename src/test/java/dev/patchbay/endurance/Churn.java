package dev.patchbay.endurance;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Keeps up a number of clients: one for each that has gone, each of a kind by chance. */
final class Churn {
  private static final int TICK_MILLIS = 10;

  /** So that after a failover not all come in the same moment. */
  private static final int MOST_A_TICK = 20;

  private final EventLoopGroup loops;
  private final Random random;
  private final int[] ports;
  private final int sessions;
  private final ChurnCounts counts;
  private final AtomicInteger coming = new AtomicInteger();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private ScheduledFuture<?> ticks;

  /**
   * @param ports where clients connect: one of ten at the last of these, the others at the first
   */
  Churn(EventLoopGroup loops, long seed, int sessions, ChurnCounts counts, int... ports) {
    this.loops = loops;
    this.random = new Random(seed);
    this.ports = ports;
    this.sessions = sessions;
    this.counts = counts;
  }

  /** Clients come from now on. */
  void begin() {
    ticks = loops.next().scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** No more come, and all who are there leave. */
  void end() {
    ticks.cancel(false);
    Awaitility.await("clients on their way").until(() -> coming.get() == 0);
    channels.forEach(channel -> channel.pipeline().fireUserEventTriggered(Client.LEAVE));
  }

  /** Clients that are there or on their way. */
  int clients() {
    return counts.open.get() + coming.get();
  }

  private void tick() {
    for (int i = 0; i < MOST_A_TICK && clients() < sessions; i++) {
      connect();
    }
  }

  private void connect() {
    Client client = new Client(Client.Kind.by(random), random.nextLong(), counts);
    int port = ports[random.nextInt(10) == 0 ? ports.length - 1 : 0];
    coming.incrementAndGet();
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channels.add(channel);
                channel.pipeline().addLast(client);
              }
            })
        .connect("127.0.0.1", port)
        .addListener(
            connected -> {
              coming.decrementAndGet();
              if (!connected.isSuccess()) {
                counts.refused.incrementAndGet();
              }
            });
  }
}
