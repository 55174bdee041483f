package dev.patchbay.aware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSignsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TEMPORARY TABLE t (a INT) | TEMPORARY_TABLE",
        "create or replace temporary table t (a int) | TEMPORARY_TABLE",
        "/* x */ Create /*!50000 Temporary */ Table t (a int) | TEMPORARY_TABLE",
        "SELECT 1; CREATE TEMPORARY TABLE t (a INT) | TEMPORARY_TABLE",
        "LOCK TABLES t WRITE | TABLE_LOCK",
        "LOCK INSTANCE FOR BACKUP | TABLE_LOCK",
        "FLUSH TABLES WITH READ LOCK | TABLE_LOCK",
        "flush tables t for export | TABLE_LOCK",
        "BACKUP STAGE START | TABLE_LOCK",
        "SELECT GET_LOCK('a', 1) | NAMED_LOCK",
        "SET @a = 1 | USER_VARIABLE",
        "SET@a=1 | USER_VARIABLE",
        "SELECT 1 INTO @a | USER_VARIABLE",
        "SELECT @`a b` := 1 | USER_VARIABLE",
        "HANDLER t OPEN | HANDLER",
        "PREPARE s FROM 'SELECT 1' | PREPARED_BY_TEXT",
        "XA START 'x' | XA",
        "-- a comment\\nXA BEGIN 'x' | XA",
        "/*!40101 SET @OLD=@@character_set_client */ | USER_VARIABLE",
        "/*M!100100 SET @a=1 */ | USER_VARIABLE",
        "UNLOCK TABLES; LOCK TABLES t WRITE | TABLE_LOCK",
        "XA COMMIT 'x'; XA START 'y' | XA",
        "EXECUTE IMMEDIATE 'CREATE TEMPORARY TABLE t (a INT)' | PREPARED_BY_TEXT",
        "SET STATEMENT max_statement_time=1 FOR CREATE TEMPORARY TABLE t (a INT) | TEMPORARY_TABLE",
        "BEGIN NOT ATOMIC CREATE TEMPORARY TABLE t (a INT); END | TEMPORARY_TABLE",
        "IF 1 THEN CREATE TEMPORARY TABLE t (a INT); END IF | TEMPORARY_TABLE",
        "BEGIN NOT ATOMIC PREPARE s FROM 'SELECT 1'; END | PREPARED_BY_TEXT",
        "IF 1 THEN BEGIN HANDLER t OPEN; END; END IF | HANDLER",
        "CASE 1 WHEN 1 THEN SELECT 1; ELSE XA START 'x'; END CASE | XA"
      })
  void stateThatIsBegun_isSeen(String text, KeptState state) {
    assertThat(read(text.replace("\\n", "\n")).begun()).containsExactly(state);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "INSERT INTO t VALUES ('CREATE TEMPORARY TABLE', \"LOCK TABLES\", 'me@example.com')",
        "SELECT `@a`, 'it''s @b', 'it\\'s @c' FROM t",
        "SELECT @@autocommit, @@session.sql_mode",
        "SELECT * FROM t LOCK IN SHARE MODE",
        "SELECT * FROM t FOR UPDATE SKIP LOCKED",
        "ALTER TABLE t ADD COLUMN b INT, LOCK=NONE",
        "GRANT SELECT ON *.* TO 'a'@'%'",
        "GRANT SELECT ON *.* TO `a`@localhost",
        "SELECT temporary FROM t -- CREATE TEMPORARY @a",
        "SELECT 1 # LOCK @a",
        "SELECT /* SET @a */ 1",
        "SELECT 1--1",
        "START TRANSACTION",
        "DROP TEMPORARY TABLE t",
        "SELECT RELEASE_LOCK('a')",
        "UNLOCK TABLES",
        "CREATE TABLE t (a INT); DROP TEMPORARY TABLE u",
        "SELECT CASE WHEN a THEN 1 ELSE 2 END, REPEAT('a', 3) FROM t",
        "",
        "'",
        "\"\\",
        "`",
        "/*",
        "/*!",
        "@@",
        "-",
        "--"
      })
  void whatBeginsNothing_isNoSign(String text) {
    assertThat(read(text).begun()).isEmpty();
  }

  @Test
  void whatEndsAState_isSeen() {
    assertThat(read("UNLOCK TABLES").ended()).containsExactly(KeptState.TABLE_LOCK);
    assertThat(read("XA COMMIT 'x'").ended()).containsExactly(KeptState.XA);
    assertThat(read("xa rollback 'x'").ended()).containsExactly(KeptState.XA);
    assertThat(read("COMMIT").ended()).isEmpty();
  }

  @Test
  void whatIsBegunAnewOrMayNotRun_isNotEnded() {
    assertThat(read("UNLOCK TABLES; LOCK TABLES t WRITE").ended()).isEmpty();
    assertThat(read("LOCK TABLES t WRITE; UNLOCK TABLES").ended())
        .containsExactly(KeptState.TABLE_LOCK);
    assertThat(read("XA ROLLBACK 'x'; XA BEGIN 'y'").ended()).isEmpty();
    assertThat(read("IF 0 THEN XA COMMIT 'x'; END IF").ended()).isEmpty();
  }

  @Test
  void anywhere_eachWordMayBeTheFirst_andNothingEnds() {
    byte[] text = "traceparent LOCK TABLES t WRITE; UNLOCK TABLES".getBytes(StandardCharsets.UTF_8);

    StatementSigns signs = StatementSigns.of(text, true);

    assertThat(signs.begun()).containsExactly(KeptState.TABLE_LOCK);
    assertThat(signs.ended()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USE shop | shop",
        "use `a b`; | a b",
        "USE shop; SELECT 1 | shop",
        "USED | ",
        "USE | ''"
      })
  void chosenDatabase_isSeen(String text, String database) {
    assertThat(read(text).database()).isEqualTo(database);
  }

  private static StatementSigns read(String text) {
    return StatementSigns.of(text.getBytes(StandardCharsets.UTF_8), false);
  }
}
