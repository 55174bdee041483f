package dev.patchbay.wire;

/**
 * The status flags of an OK or EOF packet: what a server says of the session.
 *
 * <p>Numbers: MySQL's SERVER_STATUS_flags_enum; MariaDB has the same.
 *
 * @param flags 16 bits
 */
public record ServerStatus(int flags) {
  public static final int IN_TRANSACTION = 0x1;
  public static final int AUTOCOMMIT = 0x2;
  public static final int MORE_RESULTS = 0x8;
  public static final int CURSOR_EXISTS = 0x40;
  public static final int LAST_ROW_SENT = 0x80;
  public static final int NO_BACKSLASH_ESCAPES = 0x200;
  public static final int IN_READ_ONLY_TRANSACTION = 0x2000;
  public static final int SESSION_STATE_CHANGED = 0x4000;

  /** A transaction is open; a read-only one counts. */
  public boolean inTransaction() {
    return hasAny(IN_TRANSACTION | IN_READ_ONLY_TRANSACTION);
  }

  public boolean autocommit() {
    return hasAny(AUTOCOMMIT);
  }

  /** A backslash in a text in quotes is one, and no more. */
  public boolean noBackslashEscapes() {
    return hasAny(NO_BACKSLASH_ESCAPES);
  }

  /** Another result of the same command follows. */
  public boolean moreResults() {
    return hasAny(MORE_RESULTS);
  }

  /** The command has opened a cursor, or one has more rows. */
  public boolean cursorExists() {
    return hasAny(CURSOR_EXISTS);
  }

  /** The cursor that was fetched from has no more rows. */
  public boolean lastRowSent() {
    return hasAny(LAST_ROW_SENT);
  }

  /** The OK packet has a list of what has changed. */
  public boolean sessionStateChanged() {
    return hasAny(SESSION_STATE_CHANGED);
  }

  private boolean hasAny(int wanted) {
    return (flags & wanted) != 0;
  }
}
