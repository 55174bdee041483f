package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A listening socket of the system. Called on its loop, but for {@link #address}. */
interface RawServer {

  /**
   * Has this loop watch the socket from now on, and say when there is a connection to accept.
   *
   * @throws IOException if the system cannot watch one more
   */
  void watch(PumpLoop loop, Runnable acceptable) throws IOException;

  /** The address it listens at. From any thread. */
  InetSocketAddress address();

  /**
   * Takes one connection; it may be watched by another loop than this one.
   *
   * @return null if there is none now
   * @throws IOException if the system cannot, mostly for want of file descriptors
   */
  RawSocket accept() throws IOException;

  /** Asks to be told of the next one, after there was none. */
  void awaitAcceptable();

  /**
   * Asks to be told once more of what may be left to accept, when all others that wait on this loop
   * have been told what they wait for.
   */
  void awaitTurn();

  /** Stops listening. Without effect the second time. */
  void close();
}
