package dev.patchbay.topology;

/**
 * For how long new connections wait for a node, and how many of them.
 *
 * @param millis since the connection was accepted, 0 to 60,000; 0: none waits
 * @param maxSessions how many wait at the most at a listener, at least 1; the loops share them
 */
public record Hold(int millis, int maxSessions) {
  /** None waits. */
  public static final Hold NONE = new Hold(0, 1);

  public Hold {
    if (millis < 0 || maxSessions < 1) {
      throw new IllegalArgumentException(millis + " ms, at most " + maxSessions);
    }
  }

  /** How many of them one loop may hold; all of them together are {@code maxSessions}. */
  public int share(int loop, int loops) {
    return maxSessions / loops + (loop < maxSessions % loops ? 1 : 0);
  }
}
