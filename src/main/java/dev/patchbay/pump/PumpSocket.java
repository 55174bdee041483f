package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * One TCP connection: a client's, or one to a node. It reads nothing until it is part of a {@link
 * Relay}. All methods are called on its loop.
 */
public interface PumpSocket {

  /** Told of a connection that is not part of a relay yet. */
  interface Early {
    /** There may be something to read. May be told too often. */
    default void readable() {}

    /** The peer has ended the connection, or it is lost; it is closed. */
    void gone();
  }

  /** Told how a TLS handshake ended; exactly one of the two, once, unless it was closed before. */
  interface Securing {
    /** What is read and sent from now on is within TLS. */
    void secured();

    /**
     * There is no TLS, and the connection is of no more use; it is not closed.
     *
     * @param cause an {@link javax.net.ssl.SSLException} if the peer has said something wrong, or
     *     that something of ours is
     */
    void failed(IOException cause);
  }

  /** The loop on which all happens. From any thread. */
  PumpLoop loop();

  /**
   * Calls this when the peer ends the connection before it is part of a relay. A half-closed
   * connection has not ended: its peer may still read.
   */
  void onGone(Runnable listener);

  /**
   * Has this told what comes, now if there is something already, until {@link #onGone} or a relay
   * takes its place. In place of both it calls {@link #read}.
   */
  void readFirst(Early listener);

  /**
   * Reads what is there, before the connection is part of a relay. What is not read stays where it
   * is, and the relay reads it. If it reads as much as it may, there may be more; else the next
   * word comes from {@link Early#readable}.
   *
   * @param most at least 1, at the most as long as the array
   * @return how many bytes, 0 if there is nothing now, -1 at the end or if the connection is lost
   */
  int read(byte[] into, int most);

  /**
   * Begins TLS. What the peer has sent and nobody has read is part of that. Until it has come about
   * nothing can be read or sent; only its end is told. Whoever wants it within some time closes the
   * connection. Before a relay; once.
   *
   * @param engine a new one, whose side is set
   * @param securing may be told within this call
   */
  void secure(SSLEngine engine, Securing securing);

  /**
   * From now on this is who is at the other end, and where it came to: somebody who may speak for
   * it has said so. The system is not asked any more.
   */
  void name(Ends ends);

  /**
   * As {@link #onGone}, and also when the peer has ended its own direction: whoever has ended it
   * before it was told a word has left. Only where the system says so unasked, see {@link
   * #hasLeft}.
   */
  void onLeft(Runnable listener);

  /**
   * Whether the peer is known to have ended its direction. With epoll it is known at once; the
   * JDK's sockets do not tell before all that came ahead of it is read.
   */
  boolean hasLeft();

  /**
   * The address and port at the other end. Empty once it is closed; where we have connected, once
   * the system does not know it any more. An IPv4 peer of a listener for both families is given as
   * IPv4.
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

  /**
   * Sends this now, when it is part of no relay.
   *
   * @param bytes not longer than the least that is read at once
   * @return false if not all of it can be sent now; the connection is of no more use then
   */
  boolean say(byte[] bytes);

  /**
   * Ends the connection, when it is part of no relay, in a way that the peer surely hears these
   * words: they are sent, and the end of the stream behind them; what the peer still sends is
   * thrown away, for as long as it has not ended too. A plain close would answer that with a reset,
   * at which the words may be lost. If the words cannot be sent at once, it is a plain close.
   *
   * @param words may be none; not longer than the least that is read at once
   * @param millis after which it is closed whatever the peer does
   */
  void closeSaying(byte[] words, long millis);

  /** Ends the connection in the ordinary way: the peer sees the end of the stream. */
  void close();

  /** Ends the connection with a reset: the peer must not act on what it has not read yet. */
  void abort();
}
