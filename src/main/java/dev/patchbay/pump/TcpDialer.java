package dev.patchbay.pump;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/** Dials without blocking, looking each name up anew and trying all of its addresses. */
public final class TcpDialer implements Dialer {
  private final SocketSystem sockets;
  private final Names names;
  private final Function<String, Optional<InetAddress>> preferred;

  /** A dialer for sockets on these loops, to which all addresses of a host are alike. */
  public TcpDialer(PumpLoops loops) {
    this(loops, host -> Optional.empty());
  }

  /**
   * A dialer for sockets on these loops.
   *
   * @param preferred the address of a host that shall be tried first, if there is one; called on
   *     the loops
   */
  public TcpDialer(PumpLoops loops, Function<String, Optional<InetAddress>> preferred) {
    this(loops.sockets(), loops.names(), preferred);
  }

  TcpDialer(SocketSystem sockets, Names names, Function<String, Optional<InetAddress>> preferred) {
    this.sockets = sockets;
    this.names = names;
    this.preferred = preferred;
  }

  @Override
  public Cancellable dial(
      PumpLoop loop, String host, int port, long timeoutMillis, Listener listener) {
    Dial dial = new Dial(loop, sockets, port, timeoutMillis, listener);
    var lookUp = names.addresses(loop.eventLoop(), host);
    if (lookUp.isSuccess()) {
      dial.to(lookUp.getNow(), preferred.apply(host));
      return dial;
    }
    lookUp.addListener(
        f -> {
          if (f.isSuccess()) {
            dial.to(lookUp.getNow(), preferred.apply(host));
          } else {
            dial.fail(f.cause());
          }
        });
    return dial;
  }
}
