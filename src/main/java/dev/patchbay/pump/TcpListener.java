package dev.patchbay.pump;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A listening port. Each accepted connection is given to one loop, in turn, and reported there. */
public final class TcpListener {
  private static final int BACKLOG = 4096;

  private final Channel channel;
  private final AcceptPause pause;

  private TcpListener(Channel channel, AcceptPause pause) {
    this.channel = channel;
    this.pause = pause;
  }

  /**
   * Listens at this address.
   *
   * @param count told of each connection first and last
   * @param onAccept called on the connection's own loop, before a byte of it is read
   * @param onFault called when a connection could not be accepted, mostly for want of file
   *     descriptors; accepting pauses for a second after each
   * @return fails with the cause if the address cannot be bound
   */
  public static CompletionStage<TcpListener> listen(
      PumpLoops loops,
      InetSocketAddress address,
      ConnectionCount count,
      Consumer<PumpSocket> onAccept,
      Consumer<Throwable> onFault) {
    AcceptPause pause = new AcceptPause(count, onFault);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.acceptors(), loops.group())
            .channelFactory(loops.transport().serverChannelFactory(false)::newChannel)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(pause)
            .childHandler(new Accepted(loops, onAccept));
    Options.setChild(bootstrap, SocketSettings.of(loops.isNative()));
    CompletableFuture<TcpListener> listening = new CompletableFuture<>();
    bootstrap
        .bind(address)
        .addListener(
            (io.netty.channel.ChannelFuture f) -> {
              if (f.isSuccess()) {
                listening.complete(new TcpListener(f.channel(), pause));
              } else {
                listening.completeExceptionally(f.cause());
              }
            });
    return listening;
  }

  /** The address it listens at, with the port that the system chose if none was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Leaves new connections in the backlog until {@link #resume}. From any thread. */
  public void pause() {
    pause.set(channel, true);
  }

  /** Accepts again. From any thread. */
  public void resume() {
    pause.set(channel, false);
  }

  /** Stops listening; accepted connections live on. From any thread. */
  public CompletionStage<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    channel.close().addListener(f -> closed.complete(null));
    return closed;
  }

  private static final class Accepted extends ChannelInitializer<Channel> {
    private final PumpLoops loops;
    private final Consumer<PumpSocket> onAccept;

    Accepted(PumpLoops loops, Consumer<PumpSocket> onAccept) {
      this.loops = loops;
      this.onAccept = onAccept;
    }

    @Override
    protected void initChannel(Channel accepted) {
      accepted.pipeline().addLast(new RelayHalf(loops.of(accepted.eventLoop()), onAccept));
    }
  }
}
