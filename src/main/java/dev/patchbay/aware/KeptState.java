package dev.patchbay.aware;

import java.util.Locale;

/**
 * What a session has that would be lost with it, as far as its statements tell. Who takes it from
 * its client takes more than a connection.
 */
public enum KeptState {
  TEMPORARY_TABLE,
  /** Locked tables, an instance locked for a backup, a global read lock. */
  TABLE_LOCK,
  /** GET_LOCK. */
  NAMED_LOCK,
  USER_VARIABLE,
  /** HANDLER … OPEN. */
  HANDLER,
  /** PREPARE … FROM. Those of the binary protocol do not count: every driver prepares anew. */
  PREPARED_BY_TEXT,
  /** A distributed transaction, of which the server's flags say little. */
  XA;

  /** For machines: JSON. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
