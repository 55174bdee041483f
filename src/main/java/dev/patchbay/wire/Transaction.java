package dev.patchbay.wire;

/** Whether a session has a transaction open. */
public enum Transaction {
  NONE,
  OPEN,
  /**
   * The last statement failed. An error says nothing of the session: it may have rolled back, and a
   * procedure may have begun a transaction before it failed. The next OK tells.
   */
  UNKNOWN
}
