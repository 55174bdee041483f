package dev.patchbay.wire;

import java.util.Optional;

/**
 * What the replies have told of a session so far, in the server's order. Written by the reader of
 * the replies alone; for one thread.
 */
final class SessionFacts {
  /** MariaDB's number for "the statement that was prepared last". */
  private static final int LAST_PREPARED = -1;

  private final StatementSet cursors = new StatementSet();
  private final StatementSet longData = new StatementSet();
  private ServerStatus status;
  private Transaction transaction = Transaction.UNKNOWN;
  private String trackedTransaction;
  private int lastPrepared = LAST_PREPARED;

  Optional<ServerStatus> status() {
    return Optional.ofNullable(status);
  }

  Transaction transaction() {
    return transaction;
  }

  Optional<String> trackedTransaction() {
    return Optional.ofNullable(trackedTransaction);
  }

  boolean cursorOpen() {
    return !cursors.isEmpty();
  }

  boolean longDataPending() {
    return !longData.isEmpty();
  }

  void ok(OkPacket ok) {
    status = ok.status();
    transaction = status.inTransaction() ? Transaction.OPEN : Transaction.NONE;
    SessionTrack track = ok.track();
    if (!track.complete()) {
      trackedTransaction = null;
    }
    track.transactionState().ifPresent(state -> trackedTransaction = state);
  }

  void error(Command command) {
    if (command.runsStatements()) {
      transaction = Transaction.UNKNOWN;
    }
  }

  void prepared(int statement) {
    lastPrepared = statement;
  }

  /** A command that has no reply has had its turn. */
  void silent(Command command, int named) {
    int statement = named(named);
    switch (command) {
      case STMT_SEND_LONG_DATA -> longData.add(statement);
      case STMT_CLOSE -> forget(statement);
      default -> {}
    }
  }

  /** A command is over, and went well. */
  void done(Command command, int named) {
    int statement = named(named);
    switch (command) {
      case STMT_EXECUTE, STMT_BULK_EXECUTE -> {
        longData.remove(statement);
        if (status.cursorExists()) {
          cursors.add(statement);
        } else {
          cursors.remove(statement);
        }
      }
      case STMT_FETCH -> {
        if (status.lastRowSent()) {
          cursors.remove(statement);
        }
      }
      case STMT_RESET -> forget(statement);
      case RESET_CONNECTION, CHANGE_USER -> {
        cursors.clear();
        longData.clear();
        trackedTransaction = null;
      }
      default -> {}
    }
  }

  /** A command is over, and failed. Its statement's cursor may be open still. */
  void failed(Command command, int named) {
    if (command == Command.STMT_EXECUTE || command == Command.STMT_BULK_EXECUTE) {
      longData.remove(named(named));
    }
    error(command);
  }

  private void forget(int statement) {
    cursors.remove(statement);
    longData.remove(statement);
  }

  private int named(int statement) {
    return statement == LAST_PREPARED ? lastPrepared : statement;
  }
}
