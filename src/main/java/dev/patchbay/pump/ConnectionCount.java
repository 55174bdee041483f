package dev.patchbay.pump;

/**
 * Told of each connection that a listening port has accepted, before anything else happens to it.
 */
public interface ConnectionCount {

  /**
   * Whether there are no more places than these. Then one loop alone accepts, so that {@link
   * #opened} is in time. From any loop.
   */
  boolean isNearLimit(int places);

  /** One more; on the accepting thread, so that pausing here is in time for the next one. */
  void opened();

  /** One less; on the connection's loop. */
  void closed();
}
