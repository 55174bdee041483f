package dev.patchbay.wire;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a program does with a JDBC connection; asks the server now and then how it stands. */
final class LiveDriver {
  private final Connection connection;
  private final List<Integer> answers = new ArrayList<>();

  LiveDriver(Connection connection) {
    this.connection = connection;
  }

  /** What the server said each time, 1: in a transaction. */
  List<Integer> answers() {
    return answers;
  }

  static void prepare(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute("CREATE DATABASE IF NOT EXISTS wire");
      s.execute("CREATE DATABASE IF NOT EXISTS other");
      s.execute("CREATE OR REPLACE TABLE wire.t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)");
      s.execute(
          "CREATE OR REPLACE PROCEDURE wire.two() BEGIN SELECT 1, 'a'; SELECT id FROM wire.t; END");
      s.execute(
          "CREATE OR REPLACE PROCEDURE wire.leaves() BEGIN START TRANSACTION;"
              + " INSERT INTO wire.t (v) VALUES ('p');"
              + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='left open'; END");
      s.execute("CREATE OR REPLACE PROCEDURE wire.adds(INOUT a INT) BEGIN SET a = a + 1; END");
    }
  }

  void ask() throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery(Verdicts.QUESTION)) {
      row.next();
      answers.add(row.getInt(1));
    }
  }

  void transactions() throws SQLException {
    execute("INSERT INTO t (v) VALUES ('auto')");
    ask();
    connection.setAutoCommit(false);
    ask();
    execute("INSERT INTO t (v) VALUES ('one')");
    ask();
    fails("INSERT INTO t (id, v) SELECT id, v FROM t");
    ask();
    connection.commit();
    ask();
    execute("SELECT COUNT(*) FROM t");
    ask();
    connection.rollback();
    ask();
    connection.setAutoCommit(true);
    ask();
    for (String sql :
        List.of(
            "START TRANSACTION READ ONLY",
            "ROLLBACK",
            "BEGIN",
            "SAVEPOINT a",
            "CREATE TEMPORARY TABLE tmp (a INT)",
            "TRUNCATE TABLE t",
            "BEGIN",
            "INSERT INTO t (v) VALUES ('implicitly committed')",
            "ALTER TABLE t COMMENT 'x'",
            "XA START 'x'",
            "INSERT INTO t (v) VALUES ('xa')",
            "XA END 'x'",
            "XA PREPARE 'x'",
            "XA COMMIT 'x'",
            "LOCK TABLES t WRITE",
            "UNLOCK TABLES")) {
      execute(sql);
      ask();
    }
    fails("CALL leaves()");
    ask();
    execute("ROLLBACK");
    ask();
  }

  void results() throws SQLException {
    execute("SELECT 1; INSERT INTO t (v) VALUES ('m'); SELECT 2 UNION SELECT 3; SELECT * FROM t");
    fails("SELECT 1; SELECT nothing FROM nowhere; SELECT 2");
    execute("CALL two()");
    execute("SHOW VARIABLES LIKE 'a%'");
    execute("SELECT 'x', NULL, '' FROM t WHERE 1=0");
    execute("SELECT NULL");
    try (CallableStatement call = connection.prepareCall("{call adds(?)}")) {
      call.setInt(1, 41);
      call.registerOutParameter(1, java.sql.Types.INTEGER);
      call.execute();
      if (call.getInt(1) != 42) {
        throw new IllegalStateException("a procedure that does not add");
      }
    }
    ask();
  }

  void statements() throws SQLException {
    for (String sql :
        List.of("SELECT ?, v FROM t", "SHOW TABLES", "CALL two()", "SELECT * FROM t")) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        for (int i = 0; i < 3; i++) {
          if (s.getParameterMetaData().getParameterCount() > 0) {
            s.setString(1, "t");
          }
          drain(s, s.execute());
        }
      }
    }
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO t (v) VALUES (?)")) {
      s.setBinaryStream(1, new ByteArrayInputStream(new byte[20_000]));
      s.executeUpdate();
      for (int i = 0; i < 300; i++) {
        s.setString(1, "batch " + i);
        s.addBatch();
      }
      s.executeBatch();
    }
    try {
      connection.prepareStatement("SELEKT ?").executeQuery();
      throw new IllegalStateException("taken");
    } catch (SQLException expected) {
      // that is how it is
    }
    ask();
  }

  /** Many commands, which a driver may send without waiting. */
  void batches() throws SQLException {
    try (Statement s = connection.createStatement()) {
      for (int i = 0; i < 200; i++) {
        s.addBatch("INSERT INTO t (v) VALUES ('%d')".formatted(i));
      }
      s.executeBatch();
    }
    ask();
  }

  /** Reads as a cursor does: a few rows at a time; another command between. */
  void cursors() throws SQLException {
    execute("DELETE FROM t");
    execute("INSERT INTO t (v) SELECT seq FROM seq_1_to_50");
    try (PreparedStatement s = connection.prepareStatement("SELECT id, v FROM t WHERE id > ?")) {
      s.setFetchSize(7);
      s.setInt(1, 0);
      try (ResultSet rows = s.executeQuery()) {
        for (int i = 0; i < 10; i++) {
          rows.next();
        }
        ask();
        int count = 10;
        while (rows.next()) {
          count++;
        }
        if (count != 50) {
          throw new IllegalStateException(count + " rows");
        }
      }
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
      }
    }
    ask();
  }

  void files() throws Exception {
    Path file = Files.createTempFile("patchbay-wire", ".csv");
    try {
      Files.writeString(file, "1001\tone\n1002\ttwo\n");
      execute("LOAD DATA LOCAL INFILE '%s' INTO TABLE t (id, v)".formatted(file));
      Files.writeString(file, "");
      execute("LOAD DATA LOCAL INFILE '%s' INTO TABLE t (id, v)".formatted(file));
      Files.writeString(file, "3001\tx\n".repeat(20_000), StandardCharsets.US_ASCII);
      execute("LOAD DATA LOCAL INFILE '%s' IGNORE INTO TABLE t (id, v)".formatted(file));
      fails("LOAD DATA LOCAL INFILE '%s' INTO TABLE nowhere".formatted(file));
    } finally {
      Files.delete(file);
    }
    fails("LOAD DATA LOCAL INFILE '/nowhere' INTO TABLE t (id, v)");
    ask();
  }

  void others() throws SQLException {
    connection.isValid(5);
    connection.setCatalog("other");
    connection.setCatalog("wire");
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    try (ResultSet columns = connection.getMetaData().getColumns("wire", null, "t", null)) {
      columns.next();
    }
    ask();
  }

  /** Values of so many bytes there and back. */
  void big(int... sizes) throws SQLException {
    for (int size : sizes) {
      execute("DELETE FROM t");
      try (PreparedStatement s = connection.prepareStatement("INSERT INTO t (v) VALUES (?)")) {
        s.setBytes(1, new byte[size]);
        s.executeUpdate();
      }
      try (Statement s = connection.createStatement();
          ResultSet row = s.executeQuery("SELECT v, v, id FROM t")) {
        row.next();
        if (row.getBytes(1).length != size) {
          throw new IllegalStateException("not what was sent");
        }
      }
      ask();
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement s = connection.createStatement()) {
      drain(s, s.execute(sql));
    }
  }

  private void fails(String sql) {
    try {
      execute(sql);
    } catch (SQLException expected) {
      return;
    }
    throw new IllegalStateException("did not fail: " + sql);
  }

  private static void drain(Statement s, boolean first) throws SQLException {
    boolean rows = first;
    while (rows || s.getUpdateCount() >= 0) {
      if (rows) {
        try (ResultSet result = s.getResultSet()) {
          while (result.next()) {
            result.getString(1);
          }
        }
      }
      rows = s.getMoreResults();
    }
  }
}
