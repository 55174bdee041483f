package dev.patchbay.demo;

import io.vertx.core.buffer.Buffer;

/** What one stand-in says to each command of a client that has logged in. Pure. */
final class Commands {
  private static final int QUIT = 0x01;
  private static final int INIT_DB = 0x02;
  private static final int QUERY = 0x03;
  private static final int FIELD_LIST = 0x04;
  private static final int STATISTICS = 0x09;
  private static final int DEBUG = 0x0D;
  private static final int PING = 0x0E;
  private static final int CHANGE_USER = 0x11;
  private static final int STMT_PREPARE = 0x16;
  private static final int SET_OPTION = 0x1B;
  private static final int RESET_CONNECTION = 0x1F;

  private final QueryAnswers queries;

  Commands(QueryAnswers queries) {
    this.queries = queries;
  }

  /**
   * @param payload the command's byte and what belongs to it
   * @throws ProtocolError if the payload is malformed
   */
  Answer answer(Session session, Buffer payload) {
    PayloadReader in = new PayloadReader(payload);
    int command = in.oneByte();
    return switch (command) {
      case QUIT -> new Answer.Goodbye();
      case INIT_DB -> new Answer.Done(session.withDatabase(in.rest()));
      case QUERY -> queries.answer(session, in.rest());
      case PING, DEBUG, RESET_CONNECTION -> new Answer.Done(session);
      case STATISTICS -> new Answer.Text("Patchbay demo, not a database");
      case SET_OPTION -> setOption(session, in);
      case CHANGE_USER -> changeUser(session, Login.fromChangeUser(in));
      case STMT_PREPARE ->
          new Answer.Failure(
              1295, "HY000", "This stand-in does not support the prepared statement protocol");
      case FIELD_LIST -> new Answer.Failure(1146, "42S02", "This stand-in has no tables");
      default -> new Answer.Failure(1047, "08S01", "Unknown command " + command);
    };
  }

  private static Answer setOption(Session session, PayloadReader in) {
    int option = in.twoBytes();
    int multiStatementsOff = 1;
    return option == multiStatementsOff
        ? new Answer.Done(session)
        : new Answer.Failure(1235, "42000", "This stand-in takes one statement at a time");
  }

  private static Answer changeUser(Session session, Login login) {
    Session next = login.session(session.connectionId());
    return login
        .switchTo()
        .<Answer>map(plugin -> new Answer.LoginAgain(next, plugin))
        .orElseGet(() -> new Answer.Done(next));
  }
}
