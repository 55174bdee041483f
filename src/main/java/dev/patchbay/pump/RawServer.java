package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A listening socket of the system. */
interface RawServer {

  /** One loop's wait for its connections. Called on that loop. */
  interface Watch {

    /**
     * Asks to be told of the next one, after there was none.
     *
     * @throws IOException if the system cannot watch one more
     */
    void awaitAcceptable() throws IOException;

    /**
     * Asks to be told once more of what may be left to accept, when all others that wait on this
     * loop have been told what they wait for.
     *
     * @throws IOException if the system cannot watch one more
     */
    void awaitTurn() throws IOException;

    /** Is told of nothing more; before the socket is closed. */
    void end();
  }

  /** Whether several loops may watch it: each connection is then told to one that waits. */
  boolean isShared();

  /**
   * Has this loop watch the socket from now on, and say when there is a connection to accept. On
   * the loop.
   *
   * @throws IOException if the system cannot watch one more
   */
  Watch watch(PumpLoop loop, Runnable acceptable) throws IOException;

  /**
   * Takes one connection; it may be watched by another loop than this one. On a loop that watches.
   *
   * @return null if there is none now
   * @throws IOException if the system cannot, mostly for want of file descriptors
   */
  RawSocket accept() throws IOException;

  /** The address it listens at. From any thread. */
  InetSocketAddress address();

  /** Stops listening. Without effect the second time. From any thread. */
  void close();
}
