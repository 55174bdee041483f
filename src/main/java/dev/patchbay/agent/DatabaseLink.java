package dev.patchbay.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.spi.MySQLDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One connection to the database, from dialling to its end. Used from its context's thread only.
 *
 * <p>It has a connection factory of its own because closing a connection only queues a polite
 * goodbye behind the running query, for ever if the server hangs. Closing the factory closes the
 * socket at once, also one that is still logging in.
 */
final class DatabaseLink {

  /** Both statements travel together: one round trip. */
  private static final String QUERY =
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_local_state',"
          + " 'wsrep_local_state_comment', 'wsrep_local_index', 'wsrep_cluster_status',"
          + " 'wsrep_ready');"
          + " SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'pxc_maint_mode',"
          + " 'wsrep_reject_queries')";

  private final ConnectionFactory<MySQLConnectOptions> factory;
  private final Future<SqlConnection> connection;
  private boolean usable = true;

  /** Starts dialling. */
  DatabaseLink(Context context, DatabaseLogin login, Duration connectTimeout) {
    NetClientOptions transport =
        new NetClientOptions().setConnectTimeout((int) connectTimeout.toMillis());
    factory = MySQLDriver.INSTANCE.createConnectionFactory(context.owner(), transport);
    connection =
        factory
            .connect(
                context,
                new MySQLConnectOptions()
                    .setHost(login.host())
                    .setPort(login.port())
                    .setUser(login.user())
                    .setPassword(login.password())
                    .setDatabase(""))
            .onSuccess(c -> c.closeHandler(v -> cut()));
  }

  /** True until the connection has ended, on either side. */
  boolean isUsable() {
    return usable;
  }

  /** Asks the server, after it has let us in. */
  Future<NodeVariables> read() {
    return connection.compose(c -> c.query(QUERY).execute()).map(DatabaseLink::variables);
  }

  /** Closes the socket without a goodbye. */
  void cut() {
    if (usable) {
      usable = false;
      factory.close((done, failure) -> {});
    }
  }

  private static NodeVariables variables(RowSet<Row> results) {
    Map<String, String> values = new HashMap<>();
    for (RowSet<Row> set = results; set != null; set = set.next()) {
      set.forEach(row -> values.put(row.getString(0), row.getString(1)));
    }
    return new NodeVariables(values);
  }
}
