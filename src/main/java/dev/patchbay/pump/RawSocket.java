package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One non-blocking TCP connection of the system, with no buffer of its own, or TLS within one. A
 * loop says when it is worth trying to read or to write again. All methods are called on that loop.
 */
interface RawSocket {

  /** Told when it is worth trying again. May be told too often. */
  interface Ready {
    /**
     * @param readable there may be something to read, be it the end or an error
     * @param writable there may be room to write, or the connect has come to its end
     * @param gone the connection has ended both ways
     */
    void ready(boolean readable, boolean writable, boolean gone);
  }

  /**
   * Has this loop watch the socket from now on. Called once, before anything else but {@link
   * #close}.
   *
   * @throws IOException if the system cannot watch one more
   */
  void watch(PumpLoop loop, Ready ready) throws IOException;

  /** From now on this one is told, and no longer the one before. */
  void tell(Ready next);

  /**
   * Whether the connect that was begun has succeeded.
   *
   * @return false if it is still under way: {@link #awaitWritable}
   * @throws IOException if it has failed
   */
  boolean finishConnect() throws IOException;

  /**
   * Reads what there is, into the remaining bytes of this direct buffer.
   *
   * @return how many bytes, 0 if there is nothing now, -1 at the end
   * @throws IOException if the connection is broken
   */
  int read(ByteBuffer into) throws IOException;

  /** Whether the last read has left nothing behind, so that the next word comes from the loop. */
  boolean isDrained();

  /** Whether the end of the peer's direction has come, as far as that is known without reading. */
  default boolean isEnded() {
    return false;
  }

  /**
   * Writes as much of the rest of this direct buffer as there is room for.
   *
   * @throws IOException if the connection takes no more
   */
  void write(ByteBuffer from) throws IOException;

  /**
   * Whether something that was written is not with the system yet; then it is told as writable once
   * it is.
   */
  default boolean isSending() {
    return false;
  }

  /** Asks to be told when there is something to read; once for each time that it is drained. */
  void awaitReadable();

  /**
   * Asks to be told once more of what may be left to read, when all others that wait on this loop
   * have been told what they wait for.
   */
  void awaitTurn();

  /** Asks to be told when there is room to write, after a write that was not complete. */
  void awaitWritable();

  /** Lives for longer: takes on what was not worth while for a short session. */
  default void settle() {}

  /** Has the system hold little for a peer that stops reading, where it can. */
  default void limitUnsent() {}

  /**
   * What the system knows of the peer's answers; one system call.
   *
   * @param buffer from {@link TcpInfo#newBuffer}; what it held is lost
   * @return empty where the system does not tell
   */
  Optional<TcpInfo> info(ByteBuffer buffer);

  /**
   * Who is at the other end; a system call at the most. Empty if that is not to be known any more.
   */
  Optional<InetSocketAddress> peer();

  /** The address at this end; one system call. Empty if that is not to be known any more. */
  Optional<InetSocketAddress> local();

  /** Sends the end of the stream; the other direction stays open. */
  void shutdownOutput();

  /**
   * Closes; nothing is told any more. Without effect the second time. The system gives the
   * descriptor's number to another socket only when what it has said of this one has been dealt
   * with.
   *
   * @param reset sends a reset: the peer must not act on what it has not read yet
   */
  void close(boolean reset);
}
