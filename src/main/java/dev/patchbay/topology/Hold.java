package dev.patchbay.topology;

/**
 * For how long new connections wait for a node, and how many of them.
 *
 * @param millis since the connection was accepted, 0 to 60,000; 0: none waits
 * @param maxSessions how many wait at the most at a listener, at least 1
 */
public record Hold(int millis, int maxSessions) {
  /** The longest that a session may be held, in milliseconds. */
  public static final int MAX_MILLIS = 60_000;

  /** How many are held where nobody says so. */
  public static final int DEFAULT_SESSIONS = 10_000;

  /** None waits. */
  public static final Hold NONE = new Hold(0, DEFAULT_SESSIONS);

  public Hold {
    if (millis < 0 || millis > MAX_MILLIS || maxSessions < 1) {
      throw new IllegalArgumentException(millis + " ms, at most " + maxSessions);
    }
  }
}
