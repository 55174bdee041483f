package dev.patchbay.pump;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Dials with Netty, through Vert.x's resolver: asynchronous, and heeding each answer's TTL. */
public final class TcpDialer implements Dialer {
  private final Bootstrap prototype;

  /** A dialer for sockets on these loops. */
  public TcpDialer(PumpLoops loops) {
    this.prototype =
        new Bootstrap()
            .channelFactory(loops.transport().channelFactory(false)::newChannel)
            .resolver(loops.vertx().nameResolver().nettyAddressResolverGroup())
            // The timer of each dial covers the name look-up as well, so Netty's is not needed.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    Options.set(prototype, SocketSettings.of(loops.isNative()));
  }

  @Override
  public Cancellable dial(
      PumpLoop loop, String host, int port, long timeoutMillis, Listener listener) {
    Dial dial = new Dial(host, port, listener);
    dial.start(loop, timeoutMillis);
    return dial;
  }

  private final class Dial implements Cancellable {
    private final String host;
    private final int port;
    private final Listener listener;
    private ChannelFuture future;
    private Cancellable timer;
    private boolean starting;
    private boolean over;

    Dial(String host, int port, Listener listener) {
      this.host = host;
      this.port = port;
      this.listener = listener;
    }

    void start(PumpLoop loop, long timeoutMillis) {
      RelayHalf half = new RelayHalf(loop, socket -> {});
      starting = true;
      timer = loop.schedule(timeoutMillis, () -> timedOut(timeoutMillis));
      future = prototype.clone(loop.eventLoop()).handler(half).connect(address());
      future.addListener(f -> onLoop(loop, () -> ended(half, f.cause())));
      starting = false;
    }

    /** Without a channel, for want of a file descriptor, Netty reports from a thread of its own. */
    private void onLoop(PumpLoop loop, Runnable action) {
      if (loop.isCurrent() && !starting) {
        action.run();
      } else {
        loop.execute(action);
      }
    }

    /** An address needs no look-up, and none is made. */
    private InetSocketAddress address() {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
      if (bytes == null) {
        return InetSocketAddress.createUnresolved(host, port);
      }
      try {
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
      } catch (java.net.UnknownHostException e) {
        throw new IllegalStateException("not an address after all: " + host, e);
      }
    }

    private void timedOut(long timeoutMillis) {
      if (!over) {
        over = true;
        future.channel().close();
        listener.failed(new ConnectException("no connection within " + timeoutMillis + " ms"));
      }
    }

    private void ended(RelayHalf half, Throwable cause) {
      timer.cancel();
      if (over) {
        future.channel().close();
        return;
      }
      over = true;
      if (cause == null) {
        listener.connected(half);
      } else {
        listener.failed(cause);
      }
    }

    @Override
    public void cancel() {
      if (!over) {
        over = true;
        timer.cancel();
        future.channel().close();
      }
    }
  }
}
