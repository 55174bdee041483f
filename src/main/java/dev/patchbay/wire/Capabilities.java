package dev.patchbay.wire;

/**
 * What a client or a server can do, or what both have agreed on. The lower 32 bits are those of
 * MySQL, the upper 32 those that only MariaDB has.
 *
 * <p>Numbers: MySQL's page_protocol_basic_capabilities (group__group__cs__capabilities__flags), and
 * MariaDB's "Connecting: Capabilities".
 */
public record Capabilities(long bits) {
  /** MySQL's LONG_PASSWORD. MariaDB reads it as "MySQL": whoever sets it has no extended bits. */
  public static final long MYSQL = 1;

  public static final long FOUND_ROWS = 1L << 1;
  public static final long LONG_FLAG = 1L << 2;
  public static final long CONNECT_WITH_DB = 1L << 3;
  public static final long COMPRESS = 1L << 5;
  public static final long LOCAL_FILES = 1L << 7;
  public static final long PROTOCOL_41 = 1L << 9;
  public static final long INTERACTIVE = 1L << 10;
  public static final long SSL = 1L << 11;
  public static final long TRANSACTIONS = 1L << 13;
  public static final long SECURE_CONNECTION = 1L << 15;
  public static final long MULTI_STATEMENTS = 1L << 16;
  public static final long MULTI_RESULTS = 1L << 17;
  public static final long PS_MULTI_RESULTS = 1L << 18;
  public static final long PLUGIN_AUTH = 1L << 19;
  public static final long CONNECT_ATTRS = 1L << 20;
  public static final long PLUGIN_AUTH_LENENC = 1L << 21;
  public static final long SESSION_TRACK = 1L << 23;
  public static final long DEPRECATE_EOF = 1L << 24;
  public static final long OPTIONAL_RESULTSET_METADATA = 1L << 25;
  public static final long ZSTD_COMPRESSION = 1L << 26;
  public static final long QUERY_ATTRIBUTES = 1L << 27;
  public static final long MULTI_FACTOR_AUTHENTICATION = 1L << 28;

  /** Reports of progress in packets that look like errors. */
  public static final long MARIADB_PROGRESS = 1L << 32;

  public static final long MARIADB_BULK_OPERATIONS = 1L << 34;
  public static final long MARIADB_EXTENDED_METADATA = 1L << 35;

  /** A result set of a prepared statement may come without its column definitions. */
  public static final long MARIADB_CACHE_METADATA = 1L << 36;

  public static final long MARIADB_BULK_UNIT_RESULTS = 1L << 37;

  /** What a conversation cannot be followed with, if both sides have it. */
  static final long OPAQUE = COMPRESS | ZSTD_COMPRESSION | OPTIONAL_RESULTSET_METADATA;

  public static final Capabilities NONE = new Capabilities(0);

  private static final long MYSQLS = 0xFFFF_FFFFL;

  /** From the two halves as they are sent. */
  public static Capabilities of(long mysql, long mariadb) {
    return new Capabilities(mysql & MYSQLS | ((mysql & MYSQL) == 0 ? mariadb << 32 : 0));
  }

  /** Whether all of these are there. */
  public boolean has(long wanted) {
    return (bits & wanted) == wanted;
  }

  public boolean hasAny(long wanted) {
    return (bits & wanted) != 0;
  }

  /** What both can do. */
  public Capabilities and(Capabilities other) {
    return new Capabilities(bits & other.bits);
  }

  public Capabilities with(long more) {
    return new Capabilities(bits | more);
  }

  public Capabilities without(long fewer) {
    return new Capabilities(bits & ~fewer);
  }

  /** MySQL's 32 bits. */
  public int mysql() {
    return (int) bits;
  }

  /** MariaDB's 32 bits; 0 of a MySQL. */
  public int mariadb() {
    return has(MYSQL) ? 0 : (int) (bits >>> 32);
  }
}
