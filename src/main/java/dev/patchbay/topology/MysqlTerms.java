package dev.patchbay.topology;

/**
 * How a listener treats sessions whose protocol it follows.
 *
 * @param maxSessions of this listener at a time; 0 for no limit of its own
 * @param loginSeconds how long a login may take, from the connection to the node on; 0 for ever
 */
public record MysqlTerms(int maxSessions, int loginSeconds) {
  /** How long a login may take where nobody says so. */
  public static final int DEFAULT_LOGIN_SECONDS = 30;

  /** No limit of its own. */
  public static final MysqlTerms DEFAULT = new MysqlTerms(0, DEFAULT_LOGIN_SECONDS);

  public MysqlTerms {
    if (maxSessions < 0 || loginSeconds < 0) {
      throw new IllegalArgumentException(maxSessions + " sessions, " + loginSeconds + " s");
    }
  }
}
