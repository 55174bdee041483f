package dev.patchbay.wire;

import dev.patchbay.wire.Command.Reply;

/** What a packet of a reply is. */
enum ReplyPacket {
  OK,
  EOF,
  ERROR,
  COLUMN_COUNT,
  DEFINITION,
  ROW,
  FILE_REQUEST,
  PREPARED,
  TEXT,
  AUTH_SWITCH,
  AUTH_DATA;

  /** A definition begins with the catalogue, which is always "def", behind its length. */
  private static final int DEFINITION_HEADER = 3;

  private static final int FILE_HEADER = 0xFB;

  /**
   * The first of a reply, or of one of its results.
   *
   * @param first the packet's first byte
   * @param end whether it is an EOF by its length, or an OK in its place
   */
  static ReplyPacket first(Command command, int first, boolean end) throws LostThread {
    return switch (command.reply()) {
      case DONE -> end ? EOF : expect(first == OkPacket.HEADER, OK);
      case RESULTS -> result(first, end);
      case FIELDS -> end ? EOF : definition(first);
      case TEXT -> TEXT;
      case PREPARED -> expect(first == OkPacket.HEADER, PREPARED);
      case AUTHENTICATION -> authentication(first);
      case NONE, ROWS, ENDLESS -> throw new LostThread(Opaque.UNEXPECTED);
    };
  }

  private static ReplyPacket result(int first, boolean end) throws LostThread {
    return switch (first) {
      case OkPacket.HEADER -> OK;
      case FILE_HEADER -> FILE_REQUEST;
      case OkPacket.EOF_HEADER -> expect(end, EOF);
      default -> expect(first > 0, COLUMN_COUNT);
    };
  }

  private static ReplyPacket authentication(int first) {
    return switch (first) {
      case OkPacket.HEADER -> OK;
      case AuthSwitch.HEADER -> AUTH_SWITCH;
      default -> AUTH_DATA;
    };
  }

  static ReplyPacket definition(int first) throws LostThread {
    return expect(first == DEFINITION_HEADER, DEFINITION);
  }

  /** One that comes where rows do. */
  static ReplyPacket row(Command command, int first, boolean end) throws LostThread {
    if (end) {
      return EOF;
    }
    return expect(command.binary() ? first == 0 : first >= 0, ROW);
  }

  static ReplyPacket end(boolean end) throws LostThread {
    return expect(end, EOF);
  }

  /** One that comes while the client is to say something. Only an authentication may go on. */
  static ReplyPacket uncalledFor(Command command, int first) throws LostThread {
    if (command.reply() != Reply.AUTHENTICATION) {
      throw new LostThread(Opaque.UNEXPECTED);
    }
    return authentication(first);
  }

  private static ReplyPacket expect(boolean condition, ReplyPacket packet) throws LostThread {
    if (!condition) {
      throw new LostThread(Opaque.UNEXPECTED);
    }
    return packet;
  }
}
