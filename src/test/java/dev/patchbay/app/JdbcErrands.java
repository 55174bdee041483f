package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.JdbcConnection;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Those of a Java program; of its database it needs no more than what MySQL has. */
final class JdbcErrands implements Errands {
  private static final int BIG = 17 * 1024 * 1024;

  /** One thing that is done. */
  private interface Errand {
    void run() throws Exception;
  }

  private record Named(String name, Errand errand) {}

  private final Connection connection;
  private final Iterator<Named> left;

  /**
   * @param other an account with the same password, for drivers that can change to it
   */
  JdbcErrands(Connection connection, String other, String password) {
    this.connection = connection;
    List<Named> all = new ArrayList<>();
    all.add(new Named("login", () -> {}));
    all.add(new Named("text", this::text));
    all.add(new Named("a statement that fails", this::failure));
    all.add(new Named("prepared", this::prepared));
    all.add(new Named("data sent ahead", this::ahead));
    all.add(new Named("a cursor", this::cursor));
    all.add(new Named("several results", this::results));
    all.add(new Named("a procedure", this::procedure));
    all.add(new Named("a file", this::file));
    all.add(new Named("17 MiB there and back", this::big));
    all.add(new Named("a transaction", this::transaction));
    all.add(new Named("the rest", this::rest));
    if (connection instanceof JdbcConnection mysql) {
      all.add(new Named("as " + other, () -> mysql.changeUser(other, password)));
    }
    left = all.iterator();
  }

  @Override
  public Optional<String> next() throws Exception {
    if (!left.hasNext()) {
      return Optional.empty();
    }
    Named next = left.next();
    next.errand.run();
    return Optional.of(next.name);
  }

  private void text() throws SQLException {
    execute("DROP TABLE IF EXISTS jdbc");
    execute("CREATE TABLE jdbc (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)");
    execute("INSERT INTO jdbc (v) VALUES ('one'), (NULL), ('')");
    assertThat(number("SELECT COUNT(*) FROM jdbc")).isEqualTo(3);
  }

  private void failure() {
    SQLException e =
        catchThrowableOfType(SQLException.class, () -> execute("SELECT nothing FROM nowhere"));
    assertThat(e.getErrorCode()).isEqualTo(1146);
  }

  private void prepared() throws SQLException {
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO jdbc (v) VALUES (?)")) {
      for (int i = 0; i < 100; i++) {
        s.setString(1, "batch " + i);
        s.addBatch();
      }
      s.executeBatch();
    }
    try (PreparedStatement s = connection.prepareStatement("SELECT v FROM jdbc WHERE id = ?")) {
      for (int i = 0; i < 3; i++) {
        s.setInt(1, 1);
        try (ResultSet row = s.executeQuery()) {
          assertThat(row.next()).isTrue();
          assertThat(row.getString(1)).isEqualTo("one");
        }
      }
    }
  }

  private void ahead() throws SQLException {
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO jdbc (v) VALUES (?)")) {
      s.setBinaryStream(1, new ByteArrayInputStream(new byte[20_000]));
      s.executeUpdate();
    }
    assertThat(number("SELECT COUNT(*) FROM jdbc WHERE LENGTH(v) = 20000")).isEqualTo(1);
  }

  private void cursor() throws SQLException {
    try (PreparedStatement s = connection.prepareStatement("SELECT id FROM jdbc WHERE id > ?")) {
      s.setFetchSize(7);
      s.setInt(1, 0);
      try (ResultSet rows = s.executeQuery()) {
        for (int i = 0; i < 10; i++) {
          assertThat(rows.next()).isTrue();
        }
      }
    }
  }

  private void results() throws SQLException {
    execute(
        "SELECT 1; INSERT INTO jdbc (v) VALUES ('m'); SELECT 2 UNION SELECT 3; SELECT * FROM jdbc");
    execute("CALL two()");
  }

  private void procedure() throws SQLException {
    try (CallableStatement call = connection.prepareCall("{call adds(?)}")) {
      call.setInt(1, 41);
      call.registerOutParameter(1, java.sql.Types.INTEGER);
      call.execute();
      assertThat(call.getInt(1)).isEqualTo(42);
    }
  }

  private void file() throws Exception {
    Path file = Files.createTempFile("patchbay-errands", ".csv");
    try {
      Files.writeString(file, "1001\tone\n1002\ttwo\n");
      execute("LOAD DATA LOCAL INFILE '%s' INTO TABLE jdbc (id, v)".formatted(file));
    } finally {
      Files.delete(file);
    }
    assertThat(number("SELECT COUNT(*) FROM jdbc WHERE id > 1000")).isEqualTo(2);
  }

  private void big() throws SQLException {
    byte[] sent = new byte[BIG];
    new Random(1).nextBytes(sent);
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO jdbc VALUES (9000, ?)")) {
      s.setBytes(1, sent);
      s.executeUpdate();
    }
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery("SELECT v FROM jdbc WHERE id = 9000")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBytes(1)).isEqualTo(sent);
    }
    execute("DELETE FROM jdbc WHERE id = 9000");
  }

  private void transaction() throws SQLException {
    connection.setAutoCommit(false);
    execute("DELETE FROM jdbc WHERE id < 10");
    connection.rollback();
    connection.setAutoCommit(true);
  }

  private void rest() throws SQLException {
    assertThat(connection.isValid(30)).isTrue();
    connection.setCatalog("other");
    connection.setCatalog("wire");
    try (ResultSet columns = connection.getMetaData().getColumns("wire", null, "jdbc", null)) {
      assertThat(columns.next()).isTrue();
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement s = connection.createStatement()) {
      boolean rows = s.execute(sql);
      while (rows || s.getUpdateCount() >= 0) {
        rows = s.getMoreResults();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
