package dev.patchbay.wire;

import java.util.Optional;

/**
 * What a client asks of a server, by the first byte of its packet (page_protocol_command_phase,
 * my_command.h; MariaDB's own from "COM_STMT_BULK_EXECUTE"). Commands that are not here are
 * unknown: nobody sends them, or only servers do among themselves.
 */
public enum Command {
  QUIT(0x01, Reply.NONE),
  INIT_DB(0x02, Reply.DONE),
  QUERY(0x03, Reply.RESULTS),
  FIELD_LIST(0x04, Reply.FIELDS),
  CREATE_DB(0x05, Reply.DONE),
  DROP_DB(0x06, Reply.DONE),
  REFRESH(0x07, Reply.DONE),
  SHUTDOWN(0x08, Reply.DONE),
  STATISTICS(0x09, Reply.TEXT),
  PROCESS_INFO(0x0A, Reply.RESULTS),
  PROCESS_KILL(0x0C, Reply.DONE),
  DEBUG(0x0D, Reply.DONE),
  PING(0x0E, Reply.DONE),
  CHANGE_USER(0x11, Reply.AUTHENTICATION),
  BINLOG_DUMP(0x12, Reply.ENDLESS),
  TABLE_DUMP(0x13, Reply.ENDLESS),
  REGISTER_REPLICA(0x15, Reply.DONE),
  STMT_PREPARE(0x16, Reply.PREPARED),
  STMT_EXECUTE(0x17, Reply.RESULTS),
  STMT_SEND_LONG_DATA(0x18, Reply.NONE),
  STMT_CLOSE(0x19, Reply.NONE),
  STMT_RESET(0x1A, Reply.DONE),
  SET_OPTION(0x1B, Reply.DONE),
  STMT_FETCH(0x1C, Reply.ROWS),
  BINLOG_DUMP_GTID(0x1E, Reply.ENDLESS),
  RESET_CONNECTION(0x1F, Reply.DONE),
  STMT_BULK_EXECUTE(0xFA, Reply.RESULTS);

  /** What comes back. An error may come in place of all but nothing. */
  enum Reply {
    /** Nothing at all. */
    NONE,
    /** OK or EOF. */
    DONE,
    /** One or more of: OK; a result set; a request for a file, and what came of it. */
    RESULTS,
    /** Rows that end with EOF. */
    ROWS,
    /** Definitions of columns that end with EOF. */
    FIELDS,
    /** One packet of text. */
    TEXT,
    /** A statement's number, and definitions. */
    PREPARED,
    /** As at the login, until OK. */
    AUTHENTICATION,
    /** Packets until the connection ends. */
    ENDLESS
  }

  private static final Command[] BY_CODE = new Command[256];

  static {
    for (Command command : values()) {
      BY_CODE[command.code] = command;
    }
  }

  private final int code;
  private final Reply reply;

  Command(int code, Reply reply) {
    this.code = code;
    this.reply = reply;
  }

  /** The packet's first byte. */
  public int code() {
    return code;
  }

  /**
   * A packet's payload for it.
   *
   * @param argument behind the first byte, as UTF-8; empty where there is none
   */
  public byte[] payload(String argument) {
    return new FieldWriter().int1(code).rest(argument).payload();
  }

  Reply reply() {
    return reply;
  }

  /** Whether nothing comes back. */
  public boolean silent() {
    return reply == Reply.NONE;
  }

  /** Whether it names a prepared statement, behind its first byte. */
  boolean namesStatement() {
    return switch (this) {
      case STMT_EXECUTE,
          STMT_SEND_LONG_DATA,
          STMT_CLOSE,
          STMT_RESET,
          STMT_FETCH,
          STMT_BULK_EXECUTE ->
          true;
      default -> false;
    };
  }

  /** Whether statements run by it, which may begin or end a transaction before they fail. */
  boolean runsStatements() {
    return switch (this) {
      case QUERY, STMT_EXECUTE, STMT_BULK_EXECUTE, STMT_FETCH, CHANGE_USER, RESET_CONNECTION ->
          true;
      default -> false;
    };
  }

  /** Whether its rows are surely in the binary form, and begin with 0. */
  boolean binary() {
    return this == STMT_EXECUTE || this == STMT_FETCH;
  }

  /** By the packet's first byte. */
  public static Optional<Command> of(int code) {
    return Optional.ofNullable(known(code));
  }

  /** By the packet's first byte; null if it is unknown. */
  static Command known(int code) {
    return code < 0 ? null : BY_CODE[code];
  }
}
