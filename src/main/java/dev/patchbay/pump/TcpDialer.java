package dev.patchbay.pump;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Dials without blocking, looking each name up anew through Vert.x's resolver. */
public final class TcpDialer implements Dialer {
  private final PumpLoops loops;

  /** A dialer for sockets on these loops. */
  public TcpDialer(PumpLoops loops) {
    this.loops = loops;
  }

  @Override
  public Cancellable dial(
      PumpLoop loop, String host, int port, long timeoutMillis, Listener listener) {
    Dial dial = new Dial(loop, host, port, listener);
    dial.start(timeoutMillis);
    return dial;
  }

  private final class Dial implements Cancellable {
    private final PumpLoop loop;
    private final String host;
    private final int port;
    private final Listener listener;
    private Cancellable timer;
    private RelayHalf half;
    private boolean over;

    Dial(PumpLoop loop, String host, int port, Listener listener) {
      this.loop = loop;
      this.host = host;
      this.port = port;
      this.listener = listener;
    }

    void start(long timeoutMillis) {
      timer = loop.schedule(timeoutMillis, () -> timedOut(timeoutMillis));
      byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
      if (address == null) {
        loops
            .resolver(loop.eventLoop())
            .resolve(InetSocketAddress.createUnresolved(host, port))
            .addListener(
                f -> {
                  if (f.isSuccess()) {
                    connect((InetSocketAddress) f.getNow());
                  } else {
                    fail(f.cause());
                  }
                });
      } else {
        connect(address(address));
      }
    }

    private InetSocketAddress address(byte[] bytes) {
      try {
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("not an address after all: " + host, e);
      }
    }

    private void connect(InetSocketAddress remote) {
      if (over) {
        return;
      }
      try {
        half = new RelayHalf(loop, loops.sockets().connect(remote), () -> {});
        half.watch(this::connectEnded);
      } catch (IOException | RuntimeException e) {
        fail(e);
      }
    }

    private void connectEnded(IOException fault) {
      if (fault != null) {
        fail(fault);
      } else if (!over) {
        over = true;
        timer.cancel();
        listener.connected(half);
      }
    }

    /** Nobody is told before {@link #dial} has returned. */
    private void fail(Throwable cause) {
      loop.execute(
          () -> {
            if (!over) {
              cancel();
              listener.failed(cause);
            }
          });
    }

    private void timedOut(long timeoutMillis) {
      if (!over) {
        cancel();
        listener.failed(new ConnectException("no connection within " + timeoutMillis + " ms"));
      }
    }

    @Override
    public void cancel() {
      if (!over) {
        over = true;
        timer.cancel();
        if (half != null) {
          half.close();
        }
      }
    }
  }
}
