package dev.patchbay.pump;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One TCP connection: a client's, or one to a node. It reads nothing until it is part of a {@link
 * Relay}. All methods are called on its loop.
 */
public interface PumpSocket {

  /** The loop on which all happens. From any thread. */
  PumpLoop loop();

  /**
   * Calls this when the peer ends the connection before it is part of a relay. A half-closed
   * connection has not ended: its peer may still read.
   */
  void onGone(Runnable listener);

  /**
   * The address and port at the other end, asked of the system each time. Empty once that does not
   * know it any more. An IPv4 peer of a listener for both families is given as IPv4.
   */
  Optional<InetSocketAddress> peer();

  /**
   * Both addresses of this connection, in the same way: where it comes from, and where it came to.
   * Empty once the system does not know them any more.
   */
  Optional<Ends> ends();

  /**
   * Runs this once when the connection is closed, in whatever way that comes about, besides what
   * was asked for before; at once if it is closed already.
   */
  void whenClosed(Runnable task);

  /** Ends the connection in the ordinary way: the peer sees the end of the stream. */
  void close();

  /** Ends the connection with a reset: the peer must not act on what it has not read yet. */
  void abort();
}
