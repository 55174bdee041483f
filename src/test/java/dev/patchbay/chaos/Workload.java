package dev.patchbay.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of two drivers, in autocommit and in transactions, through both proxies. */
final class Workload {
  private static final List<String> URLS =
      List.of(
          "jdbc:mariadb://%s:%d/app?connectTimeout=2000&socketTimeout=45000",
          "jdbc:mysql://%s:%d/app?sslMode=DISABLED&connectTimeout=2000&socketTimeout=45000");

  private final List<WritingClient> clients = new ArrayList<>();

  private Workload() {}

  /**
   * Makes an empty table and begins.
   *
   * @param admin a connection to one of the nodes
   */
  static Workload start(Connection admin, List<? extends ChaosProxy> proxies) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS app.ledger");
      // A write that were carried out twice would differ in its time, and must find room to be
      // seen.
      statement.execute(
          "CREATE TABLE app.ledger (id BIGINT, part INT, node VARCHAR(32), written DATETIME(6),"
              + " PRIMARY KEY (id, part, written))");
    }
    Workload workload = new Workload();
    AtomicLong ids = new AtomicLong();
    for (ChaosProxy proxy : proxies) {
      for (String url : URLS) {
        for (boolean explicit : new boolean[] {false, true}) {
          String filled = url.formatted(proxy.address(), ChaosProxy.MYSQL_PORT);
          workload.clients.add(
              new WritingClient(workload.clients.size(), proxy.number(), filled, explicit, ids));
        }
      }
    }
    workload.clients.forEach(WritingClient::start);
    return workload;
  }

  List<WritingClient> clients() {
    return clients;
  }

  /** How many writes failed, over all clients, that ended after {@code micros}. */
  int errorsSince(long micros) {
    return (int)
        clients.stream()
            .flatMap(client -> client.since(micros).stream())
            .filter(attempt -> !attempt.acknowledged())
            .count();
  }

  /** All writes so far, in the order of their ends. */
  List<Attempt> attempts() {
    return clients.stream()
        .flatMap(client -> client.attempts().stream())
        .sorted(Comparator.comparingLong(Attempt::ended))
        .toList();
  }

  void stop() throws InterruptedException {
    for (WritingClient client : clients) {
      client.stop();
    }
  }

  /** What a node has of all that was written, once it has applied what the group has. */
  static List<Row> rows(Connection node) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement statement = node.createStatement()) {
      statement.execute("SET SESSION wsrep_sync_wait=1");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id, part, node, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', written)"
                  + " FROM app.ledger")) {
        while (row.next()) {
          rows.add(
              new Row(row.getLong(1), row.getInt(2), row.getString(3).intern(), row.getLong(4)));
        }
      }
    }
    return rows;
  }
}
