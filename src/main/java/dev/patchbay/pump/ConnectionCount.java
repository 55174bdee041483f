package dev.patchbay.pump;

/**
 * Told of each connection that a listening port has accepted, before anything else happens to it.
 */
public interface ConnectionCount {

  /** This port is about to accept; it is paused now if there is no room. From any thread. */
  void accepting(TcpListener listener);

  /**
   * Takes a place for one that may be there to accept, if more than so many are free. Loops that
   * accept beside the first one ask before: two that look first and count later could take one
   * place. From any loop.
   *
   * @param left for the others
   */
  boolean reserve(int left);

  /** There was none: the place is free again. */
  void release();

  /** One more; on the first loop, so that pausing here is in time for the next one. */
  void opened();

  /** One less; on the connection's loop. */
  void closed();
}
