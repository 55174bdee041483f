package dev.patchbay.pump;

/**
 * Told of each connection that a listening port has accepted, before anything else happens to it.
 */
public interface ConnectionCount {

  /** One more; on the accepting thread, so that pausing here is in time for the next one. */
  void opened();

  /** One less; on the connection's loop. */
  void closed();
}
