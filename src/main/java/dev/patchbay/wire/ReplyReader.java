package dev.patchbay.wire;

import dev.patchbay.wire.Command.Reply;
import java.net.ProtocolException;

/**
 * Follows one command's reply, packet by packet, to its end (page_protocol_command_phase). Which
 * packet of it comes is a state machine's matter: rows may begin with any byte. For one thread.
 */
final class ReplyReader implements PacketScanner.Sink {

  /** What comes next. */
  private enum Next {
    FIRST,
    COLUMNS,
    COLUMNS_END,
    ROWS,
    PARAMETERS,
    PARAMETERS_END,
    PREPARED_COLUMNS,
    PREPARED_COLUMNS_END,
    /** The client's file, or its part of an authentication; the server is silent. */
    CLIENT,
    OVER
  }

  /** An EOF packet is shorter than this, in bytes; a row that begins alike is not. */
  private static final int LONGEST_EOF = 8;

  /** Neither MySQL nor MariaDB has tables or results of more columns. */
  private static final int MOST_COLUMNS = 4096;

  private static final int COUNT_BYTES = 10;
  private static final int PREPARED_BYTES = 12;
  private static final int SWITCH_BYTES = 4096;

  private final Capabilities agreed;
  private final boolean deprecateEof;
  private final SessionFacts facts;
  private final ConversationEvents events;

  private Command command;
  private Next next = Next.OVER;
  private ReplyPacket seen;
  private int columns;
  private int left;
  private OkPacket ok;
  private ErrorPacket error;
  private boolean definitionsFollow;

  ReplyReader(Capabilities agreed, SessionFacts facts, ConversationEvents events) {
    this.agreed = agreed;
    this.deprecateEof = agreed.has(Capabilities.DEPRECATE_EOF);
    this.facts = facts;
    this.events = events;
  }

  void start(Command command) {
    this.command = command;
    this.error = null;
    this.next = command.reply() == Reply.ROWS ? Next.ROWS : Next.FIRST;
  }

  Command command() {
    return command;
  }

  boolean isOver() {
    return next == Next.OVER;
  }

  /** Whether it ended with an error. */
  boolean failed() {
    return error != null;
  }

  /** Whether the server waits for what is no command. */
  boolean waitsForClient() {
    return next == Next.CLIENT;
  }

  boolean waitsForFile() {
    return next == Next.CLIENT && seen == ReplyPacket.FILE_REQUEST;
  }

  /** The client has sent it. */
  void clientAnswered() {
    next = Next.FIRST;
  }

  @Override
  public int begin(int first, int length, int sequence) throws ProtocolException {
    seen = first == ErrorPacket.HEADER ? ReplyPacket.ERROR : kind(first, isEnd(first, length));
    return switch (seen) {
      case OK, EOF -> agreed.has(Capabilities.SESSION_TRACK) ? OkPacket.READ : OkPacket.NUMBERS;
      case ERROR -> ErrorPacket.READ;
      case COLUMN_COUNT -> COUNT_BYTES;
      case PREPARED -> PREPARED_BYTES;
      case AUTH_SWITCH -> SWITCH_BYTES;
      case AUTH_DATA -> ConversationEvents.AUTH_HEAD;
      case DEFINITION, ROW, FILE_REQUEST, TEXT -> 0;
    };
  }

  private ReplyPacket kind(int first, boolean end) throws ProtocolException {
    return switch (next) {
      case FIRST -> ReplyPacket.first(command, first, end);
      case COLUMNS, PARAMETERS, PREPARED_COLUMNS -> ReplyPacket.definition(first);
      case COLUMNS_END, PARAMETERS_END, PREPARED_COLUMNS_END -> ReplyPacket.end(end);
      case ROWS -> ReplyPacket.row(command, first, end);
      case CLIENT -> ReplyPacket.uncalledFor(command, first);
      case OVER -> throw new LostThread(Opaque.UNEXPECTED);
    };
  }

  private boolean isEnd(int first, int length) {
    return first == OkPacket.EOF_HEADER
        && length <= (deprecateEof ? Frames.LONGEST_PART - 1 : LONGEST_EOF);
  }

  @Override
  public void head(FieldReader head) throws ProtocolException {
    switch (seen) {
      case OK, EOF -> ok = OkPacket.read(head, agreed);
      case ERROR -> error = ErrorPacket.read(head);
      case COLUMN_COUNT -> count(head);
      case PREPARED -> prepared(head);
      case AUTH_SWITCH -> events.switched(AuthSwitch.read(head));
      case AUTH_DATA -> events.authData(head);
      default -> {}
    }
  }

  private void count(FieldReader head) throws ProtocolException {
    long count = head.lengthEncoded();
    definitionsFollow = true;
    if (head.remaining() > 0 && agreed.has(Capabilities.MARIADB_CACHE_METADATA)) {
      definitionsFollow = head.int1() != 0;
    }
    if (count < 1 || count > MOST_COLUMNS || head.remaining() > 0) {
      throw new LostThread(Opaque.MALFORMED);
    }
    columns = (int) count;
  }

  private void prepared(FieldReader head) throws ProtocolException {
    head.skip(1);
    int statement = (int) head.int4();
    columns = head.int2();
    left = head.int2();
    facts.prepared(statement);
    events.prepared(statement, left, columns);
  }

  @Override
  public void end(long length) {
    switch (seen) {
      case OK, EOF -> afterOk();
      case ERROR -> afterError();
      case COLUMN_COUNT -> {
        left = columns;
        next = definitionsFollow ? Next.COLUMNS : afterColumns();
      }
      case DEFINITION -> afterDefinition();
      case FILE_REQUEST -> {
        next = Next.CLIENT;
        events.fileRequested(command);
      }
      case PREPARED -> next = left > 0 ? Next.PARAMETERS : afterParameters();
      case TEXT -> next = Next.OVER;
      case AUTH_SWITCH, AUTH_DATA -> next = Next.CLIENT;
      case ROW -> {}
    }
  }

  private void afterOk() {
    facts.ok(ok);
    events.ok(command, ok);
    next =
        switch (next) {
          // Instead of rows a cursor has been opened, from which they are fetched.
          case COLUMNS_END -> ok.status().cursorExists() ? afterResult() : Next.ROWS;
          case PARAMETERS_END -> afterParameters();
          case PREPARED_COLUMNS_END -> Next.OVER;
          default -> afterResult();
        };
  }

  private Next afterResult() {
    return command.reply() == Reply.RESULTS && ok.status().moreResults() ? Next.FIRST : Next.OVER;
  }

  private void afterError() {
    if (error.code() == ErrorPacket.PROGRESS) {
      error = null;
      events.progress(command);
      return;
    }
    next = Next.OVER;
    events.error(command, error);
  }

  private void afterDefinition() {
    if (command.reply() == Reply.FIELDS || --left > 0) {
      return;
    }
    next =
        switch (next) {
          case COLUMNS -> afterColumns();
          case PARAMETERS -> deprecateEof ? afterParameters() : Next.PARAMETERS_END;
          default -> deprecateEof ? Next.OVER : Next.PREPARED_COLUMNS_END;
        };
  }

  private Next afterColumns() {
    return deprecateEof ? Next.ROWS : Next.COLUMNS_END;
  }

  private Next afterParameters() {
    left = columns;
    return columns > 0 ? Next.PREPARED_COLUMNS : Next.OVER;
  }
}
