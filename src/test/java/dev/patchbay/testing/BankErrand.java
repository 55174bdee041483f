package dev.patchbay.testing;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** What a client of the bank does, on and on. */
@FunctionalInterface
public interface BankErrand {
  /**
   * In the middle of an errand: longer than a drain waits before it takes a session that is quiet
   * for one that rests in a pool, so that only what is known to be open keeps it.
   */
  Duration PAUSE = Duration.ofSeconds(3);

  /**
   * Does it once.
   *
   * @param id for the ledger; no other errand has it
   * @return whether the id is in the ledger now
   */
  boolean run(DataSource pool, long id) throws Exception;

  /** Money moved in a transaction of its own. */
  BankErrand TRANSFER =
      (pool, id) -> {
        try (Connection connection = pool.getConnection()) {
          connection.setAutoCommit(false);
          transfer(connection, id);
          connection.commit();
        }
        return true;
      };

  /** A single statement. */
  BankErrand ENTRY =
      (pool, id) -> {
        try (Connection connection = pool.getConnection()) {
          update(connection, "INSERT INTO bank.ledger VALUES (?)", id);
        }
        return true;
      };

  /** Rows fetched a few at a time from a cursor of the server, with work between. */
  BankErrand CURSOR =
      (pool, id) -> {
        long sum = 0;
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement()) {
          statement.setFetchSize(50);
          try (ResultSet rows = statement.executeQuery("SELECT seq FROM bank.seq_1_to_500")) {
            while (rows.next()) {
              sum += rows.getLong(1);
              if (rows.getRow() == 250) {
                LockSupport.parkNanos(PAUSE.toNanos());
              }
            }
          }
        }
        if (sum != 125_250) {
          throw new IllegalStateException("a cursor gave rows with the sum " + sum);
        }
        return false;
      };

  /** Both phases of a distributed transaction, on a connection of its own beside the pool. */
  static BankErrand distributed(XADataSource source) {
    return (pool, id) -> {
      XAConnection connection = source.getXAConnection("root", "");
      try {
        Xid xid = new BankXid(id);
        XAResource branch = connection.getXAResource();
        branch.start(xid, XAResource.TMNOFLAGS);
        transfer(connection.getConnection(), id);
        branch.end(xid, XAResource.TMSUCCESS);
        branch.prepare(xid);
        LockSupport.parkNanos(PAUSE.toNanos());
        branch.commit(xid, false);
      } finally {
        connection.close();
      }
      return true;
    };
  }

  record BankXid(long id) implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return ("bank-" + id).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {'1'};
    }
  }

  private static void transfer(Connection connection, long id) throws SQLException {
    update(connection, "INSERT INTO bank.ledger VALUES (?)", id);
    update(connection, "UPDATE bank.account SET amount = amount - 1 WHERE id = ?", id % 10);
    update(connection, "UPDATE bank.account SET amount = amount + 1 WHERE id = ?", (id + 1) % 10);
  }

  private static void update(Connection connection, String sql, long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      statement.executeUpdate();
    }
  }
}
