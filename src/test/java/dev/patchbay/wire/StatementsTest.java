package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepared statements: their definitions, cursors, and data that is sent ahead. */
class StatementsTest {
  private static final int CURSOR = Talk.AUTOCOMMIT | ServerStatus.CURSOR_EXISTS;
  private static final int LAST_ROW = Talk.AUTOCOMMIT | ServerStatus.LAST_ROW_SENT;

  private static void assertIdle(Talk talk) {
    assertThat(talk.conversation.opaque()).isEmpty();
    assertThat(talk.conversation.idle()).isTrue();
  }

  /** Executes statement 5, which opens a cursor. */
  private static Talk withCursor(long capabilities) {
    Talk talk = Talk.loggedIn(capabilities).statement(Command.STMT_EXECUTE, 5);
    return talk.count(1, 1).definition(2).end(3, CURSOR);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0, 3, 4", "2, 0, 3", "2, 3, 7"})
  void prepared_hasDefinitionsAndTheirEnds(int columns, int parameters, int packets) {
    Talk talk = Talk.loggedIn(0).command(Command.STMT_PREPARE).prepared(1, 9, columns, parameters);
    int sequence = 2;
    for (int i = 0; i < parameters; i++) {
      talk.definition(sequence++);
    }
    if (parameters > 0) {
      talk.end(sequence++, 2);
    }
    for (int i = 0; i < columns; i++) {
      assertThat(talk.conversation.idle()).isFalse();
      talk.definition(sequence++);
    }
    if (columns > 0) {
      assertThat(talk.conversation.idle()).isFalse();
      talk.end(sequence++, 2);
    }

    assertIdle(talk);
    assertThat(sequence).isEqualTo(packets + 2);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 3", "2, 0", "2, 3"})
  void preparedWithoutEof_endsWithTheLastDefinition(int columns, int parameters) {
    Talk talk = Talk.loggedIn(Capabilities.DEPRECATE_EOF).command(Command.STMT_PREPARE);
    talk.prepared(1, 9, columns, parameters);
    for (int i = 0; i < columns + parameters; i++) {
      assertThat(talk.conversation.idle()).isFalse();
      talk.definition(2 + i);
    }

    assertIdle(talk);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Capabilities.DEPRECATE_EOF})
  void aCursor_isOpenUntilItsLastRow(long capabilities) {
    Talk talk = withCursor(capabilities);
    assertIdle(talk);
    assertThat(talk.conversation.cursorOpen()).isTrue();

    talk.statement(Command.STMT_FETCH, 5).row(1, 0, 1).row(2, 0, 2).end(3, CURSOR);
    assertIdle(talk);
    assertThat(talk.conversation.cursorOpen()).isTrue();

    talk.statement(Command.STMT_FETCH, 5).end(1, LAST_ROW);
    assertIdle(talk);
    assertThat(talk.conversation.cursorOpen()).isFalse();
  }

  @Test
  void aCursorOfAnotherStatement_staysOpen() {
    Talk talk = withCursor(0).statement(Command.STMT_CLOSE, 6);
    assertThat(talk.conversation.cursorOpen()).isTrue();

    talk.statement(Command.STMT_CLOSE, 5);
    assertThat(talk.conversation.cursorOpen()).isFalse();
    assertIdle(talk);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STMT_RESET", "RESET_CONNECTION", "CHANGE_USER", "STMT_EXECUTE"})
  void aCursor_isClosedByOtherCommands(String command) {
    Talk talk = withCursor(0).statement(Command.valueOf(command), 5).ok(1, 2);

    assertThat(talk.conversation.cursorOpen()).isFalse();
  }

  @Test
  void aCursorClosedBeforeItsReplyHasCome_isClosed() {
    Talk talk = Talk.loggedIn(0).statement(Command.STMT_EXECUTE, 5);
    talk.statement(Command.STMT_CLOSE, 5).count(1, 1).definition(2).end(3, CURSOR);

    assertIdle(talk);
    assertThat(talk.conversation.cursorOpen()).isFalse();
  }

  @Test
  void theStatementPreparedLast_isKnownByItsNumber() {
    Talk talk = Talk.loggedIn(Capabilities.DEPRECATE_EOF).command(Command.STMT_PREPARE);
    talk.statement(Command.STMT_EXECUTE, -1).prepared(1, 5, 0, 0);
    talk.count(1, 1).definition(2).end(3, CURSOR);
    assertThat(talk.conversation.cursorOpen()).isTrue();

    talk.statement(Command.STMT_CLOSE, 5);

    assertThat(talk.conversation.cursorOpen()).isFalse();
  }

  @Test
  void moreCursorsThanAreCounted_areOpenUntilTheSessionIsReset() {
    Talk talk = Talk.loggedIn(Capabilities.DEPRECATE_EOF);
    for (int i = 0; i <= StatementSet.MOST; i++) {
      talk.statement(Command.STMT_EXECUTE, i).count(1, 1).definition(2).end(3, CURSOR);
    }
    for (int i = 0; i <= StatementSet.MOST; i++) {
      talk.statement(Command.STMT_CLOSE, i);
    }
    assertThat(talk.conversation.cursorOpen()).isTrue();

    talk.command(Command.RESET_CONNECTION).ok(1, 2);

    assertThat(talk.conversation.cursorOpen()).isFalse();
  }

  @Test
  void dataSentAhead_isPendingUntilItsStatementRuns() {
    Talk talk = Talk.loggedIn(0).statement(Command.STMT_SEND_LONG_DATA, 5);
    talk.statement(Command.STMT_SEND_LONG_DATA, 5);
    assertIdle(talk);
    assertThat(talk.conversation.longDataPending()).isTrue();

    talk.statement(Command.STMT_EXECUTE, 5).error(1, 1062);

    assertIdle(talk);
    assertThat(talk.conversation.longDataPending()).isFalse();
  }

  @Test
  void aResultWithoutDefinitions_isFollowed() {
    Talk talk = Talk.loggedIn(Capabilities.MARIADB_CACHE_METADATA);
    talk.statement(Command.STMT_EXECUTE, 5).row(1, 2, 1).definition(2).definition(3);
    talk.end(4, 2).row(5, 0, 0).end(6, 2);
    assertIdle(talk);

    talk.statement(Command.STMT_EXECUTE, 5).row(1, 2, 0).end(2, 2).row(3, 0, 0).end(4, 2);
    assertIdle(talk);
  }

  @Test
  void aResultWithoutDefinitionsAndEof_isFollowed() {
    Talk talk = Talk.loggedIn(Capabilities.MARIADB_CACHE_METADATA | Capabilities.DEPRECATE_EOF);

    talk.statement(Command.STMT_EXECUTE, 5).row(1, 2, 0).row(2, 0, 0).end(3, 2);

    assertIdle(talk);
  }

  @Test
  void aBinaryRowThatDoesNotBeginWithZero_isOpaque() {
    Talk talk = withCursor(0).statement(Command.STMT_FETCH, 5).row(1, 7);

    assertThat(talk.conversation.opaque()).hasValue(Opaque.UNEXPECTED);
  }

  @Test
  void aCommandThatNamesNoStatement_isOpaque() {
    Talk talk = Talk.loggedIn(0).client(0, new byte[] {(byte) Command.STMT_CLOSE.code(), 1});

    assertThat(talk.conversation.opaque()).hasValue(Opaque.MALFORMED);
  }
}
