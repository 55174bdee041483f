package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.patchbay.demo.ResultSet.Column;
import dev.patchbay.demo.ResultSet.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryAnswersTest {
  private static final Session SESSION = new Session(42, "any", Optional.of("shop"));

  private final QueryAnswers answers = new QueryAnswers("node-0", 0);

  private ResultSet rows(String sql) {
    return ((Answer.Rows) answers.answer(SESSION, sql)).resultSet();
  }

  private int errorCode(String sql) {
    return ((Answer.Failure) answers.answer(SESSION, sql)).code();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT @@hostname                      | @@hostname              | node-0",
        "select @@HostName                      | @@HostName              | node-0",
        "SELECT @@global.hostname;              | @@global.hostname       | node-0",
        "SELECT @@wsrep_node_name AS `the node` | the node                | node-0",
        "SELECT @@server_id id                  | id                      | 1",
        "SELECT 1                               | 1                       | 1",
        "SELECT 'it' AS it                      | it                      | it",
        "SELECT VERSION()                       | VERSION()               | 8.0.45-patchbay-stand-in",
        "SELECT CONNECTION_ID ( )               | CONNECTION_ID ( )       | 42",
        "SELECT DATABASE()                      | DATABASE()              | shop",
        "SELECT CURRENT_USER()                  | CURRENT_USER()          | any@localhost",
        "SELECT 1 FROM DUAL LIMIT 1;            | 1                       | 1",
        "SELECT * FROM t                        | node                    | node-0",
        "SELECT 1 FROM t                        | node                    | node-0",
        "SELECT NOW()                           | node                    | node-0",
        "SELECT 1 + 1                           | node                    | node-0",
        "SELECT @@hostname, NOW()               | node                    | node-0",
        "SELECT                                 | node                    | node-0",
        "SELECT 1,                              | node                    | node-0",
        "SELECT 1 LIMIT                         | node                    | node-0",
        "SELECT 1 AS                            | node                    | node-0",
      })
  void aSelect_isAnsweredWithOneValue(String sql, String column, String value) {
    ResultSet answer = rows(sql);

    assertThat(answer.columns()).extracting(Column::name).containsExactly(column);
    assertThat(answer.rows()).containsExactly(List.of(Optional.of(value)));
  }

  @Test
  void commentsBeforeAStatement_areOverlooked() {
    assertThat(rows("/* a */ /* b */SELECT 1").columns())
        .extracting(Column::name)
        .containsExactly("1");
  }

  @Test
  void severalItems_comeInOneRow_numbersAsNumbers() {
    ResultSet answer = rows("SELECT @@wait_timeout AS w, NULL, @@time_zone");

    assertThat(answer.columns())
        .containsExactly(
            new Column("w", Type.NUMBER),
            new Column("NULL", Type.TEXT),
            new Column("@@time_zone", Type.TEXT));
    assertThat(answer.rows())
        .containsExactly(List.of(Optional.of("28800"), Optional.empty(), Optional.of("SYSTEM")));
  }

  @Test
  void aVariableThatNobodyKnows_isAnErrorThatNamesIt() {
    Answer answer = answers.answer(SESSION, "SELECT @@session.no_such");

    assertThat(answer)
        .isEqualTo(new Answer.Failure(1193, "HY000", "Unknown system variable 'session.no_such'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET NAMES utf8mb4",
        "set autocommit=0",
        "BEGIN",
        "START TRANSACTION",
        "COMMIT;",
        "rollback"
      })
  void sessionStatements_areAccepted(String sql) {
    assertThat(answers.answer(SESSION, sql)).isEqualTo(new Answer.Done(SESSION));
  }

  @Test
  void use_changesTheDatabase() {
    assertThat(answers.answer(SESSION, "USE `depot`"))
        .isEqualTo(new Answer.Done(SESSION.withDatabase("depot")));
    assertThat(errorCode("USE")).isEqualTo(1046);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1)",
        "CREATE TABLE t (i INT)",
        "SHOW ENGINES",
        "SHOW",
        "'SELECT'",
        "(SELECT 1)"
      })
  void anythingElse_isRefusedWithTheNodesName(String sql) {
    Answer.Failure refusal = (Answer.Failure) answers.answer(SESSION, sql);

    assertThat(refusal.code()).isEqualTo(1235);
    assertThat(refusal.message()).contains("node-0", "stand-in", "only SELECT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", ";", "/* nothing */", "/* open"})
  void noStatementAtAll_isRefused(String sql) {
    assertThat(errorCode(sql)).isEqualTo(1065);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SHOW VARIABLES LIKE 'hostname'                                       | 1",
        "SHOW SESSION VARIABLES WHERE Variable_name = 'hostname' OR x = 'port' | 1",
        "SHOW GLOBAL VARIABLES LIKE 'tx%'                                     | 2",
        "SHOW VARIABLES LIKE 'nothing'                                        | 0",
        "SHOW WARNINGS                                                        | 0",
        "SHOW FULL TABLES                                                     | 0",
        "SHOW DATABASES                                                       | 0",
        "SHOW COLLATION                                                       | 1",
      })
  void show_hasSoManyRows(String sql, int count) {
    assertThat(rows(sql).rows()).hasSize(count);
  }

  @Test
  void showVariables_withoutAPatternShowsAll() {
    assertThat(rows("SHOW VARIABLES").rows())
        .hasSizeGreaterThan(40)
        .contains(List.of(Optional.of("hostname"), Optional.of("node-0")));
  }

  @Test
  void aTextWithQuotes_comesBackWithoutTheirEscapes() {
    assertThat(rows("SELECT 'it\\'s', 'it''s'").rows())
        .containsExactly(List.of(Optional.of("it's"), Optional.of("it's")));
  }

  @ParameterizedTest
  @CsvSource({"hostname,1", "HOST%,1", "%_compile_%,2", "%name,2", "wsrep\\_%,3", "%,40"})
  void showVariables_takesNamesAndPartsOfNames(String pattern, int least) {
    assertThat(rows("SHOW VARIABLES LIKE '" + pattern + "'").rows())
        .hasSizeGreaterThanOrEqualTo(least)
        .allSatisfy(row -> assertThat(row).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", ",1", " ", "@@", "'", "a", "1(", "`", "/*", "%", "\n--"})
  void aMegabyteOfAnything_isAnsweredAtOnce(String part) {
    String much = part.repeat(1_000_000 / part.length());

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (String before : List.of("", "SELECT ", "SELECT 1", "SHOW VARIABLES LIKE ", "USE ")) {
            assertThat(answers.answer(SESSION, before + much)).isNotNull();
          }
        });
  }
}
