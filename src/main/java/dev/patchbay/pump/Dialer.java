package dev.patchbay.pump;

/** Opens connections to nodes. */
public interface Dialer {

  /** Told how a dial ended; exactly one of the two, once, unless the dial was called off. */
  interface Listener {
    /** The connection is open; it reads nothing yet. */
    void connected(PumpSocket socket);

    /** There is no connection, and none will come of this dial. */
    void failed(Throwable cause);
  }

  /**
   * Resolves the host anew and connects to the first of its addresses that takes the connection, on
   * this loop and called on it.
   *
   * @param host IP address or DNS name
   * @param timeoutMillis time for all of that together, at least 1
   * @return calls the dial off: the connection is closed if it comes, and nobody is told
   */
  Cancellable dial(PumpLoop loop, String host, int port, long timeoutMillis, Listener listener);
}
