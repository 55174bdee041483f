package dev.patchbay.chaos;

import dev.patchbay.acceptance.GaleraCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The cluster, the proxies and the network of a run: what can be broken, and how all of it is made
 * whole again. Used by one thread.
 */
abstract class Bed implements AutoCloseable {
  private static final Duration WHOLE_AGAIN = Duration.ofMinutes(4);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SETTLED = Duration.ofMillis(500);
  private static final String ADMIN = "faults";
  private static final String ADMIN_PASSWORD = "faults-password";

  /** Gives the cluster the user of {@link #admin}. */
  static final String ADMIN_MADE =
      "CREATE USER IF NOT EXISTS %1$s@'%%' IDENTIFIED BY '%2$s'; GRANT ALL ON *.* TO %1$s@'%%'"
          .formatted(ADMIN, ADMIN_PASSWORD);

  abstract List<? extends ChaosProxy> proxies();

  /** Where the node is now: an address. */
  abstract String address(int node);

  abstract int port(int node);

  /** The file with what the node's server has to say. */
  abstract Path log(int node);

  /** Whether somebody wants the run to end early, with its table. */
  abstract boolean isToStop();

  /** Ends whatever is broken, and starts what does not run. Does not wait for all of its effect. */
  abstract void heal() throws IOException, InterruptedException;

  static String name(int node) {
    return "node" + node;
  }

  /** An administrator's session with the node itself, not through a proxy. */
  Connection admin(int node) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://%s:%d/?connectTimeout=3000&socketTimeout=60000"
            .formatted(address(node), port(node)),
        ADMIN,
        ADMIN_PASSWORD);
  }

  /** Runs one statement. */
  static void run(Connection admin, String sql) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The node that both proxies use; waits until they do. */
  int active() throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Set<String> names = actives();
      if (names.size() == 1 && !names.contains("")) {
        return names.iterator().next().charAt("node".length()) - '0';
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the proxies do not agree: " + names);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Which nodes the proxies say that they use; an empty name for one that cannot say so. */
  Set<String> actives() throws InterruptedException {
    Set<String> names = new HashSet<>();
    for (ChaosProxy proxy : proxies()) {
      try {
        names.add(proxy.active());
      } catch (IOException e) {
        names.add("");
      }
    }
    return names;
  }

  /** How many connections both proxies have to a node. */
  int connectionsTo(int node) throws IOException, InterruptedException {
    int connections = 0;
    for (ChaosProxy proxy : proxies()) {
      connections += proxy.connectionsTo(address(node), port(node));
    }
    return connections;
  }

  /**
   * How often the nodes' servers have said that they are without a primary component.
   *
   * @param except the name of one that is not asked; may be empty
   */
  long nonPrimaryViews(String except) throws IOException {
    long views = 0;
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      if (!name(node).equals(except)) {
        views += GroupLog.nonPrimaryViews(log(node));
      }
    }
    return views;
  }

  /**
   * Waits until all nodes are one group, synced, and healthy for both proxies, which use the same
   * node.
   *
   * @throws IllegalStateException if that takes minutes
   */
  void awaitWhole() throws InterruptedException {
    long end = System.nanoTime() + WHOLE_AGAIN.toNanos();
    String problem = "?";
    long since = System.nanoTime();
    while (System.nanoTime() < end) {
      problem = problem();
      if (!problem.isEmpty()) {
        since = System.nanoTime();
      } else if (System.nanoTime() - since > SETTLED.toNanos()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("not whole again within " + WHOLE_AGAIN + ": " + problem);
  }

  private String problem() throws InterruptedException {
    Set<String> groups = new HashSet<>();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      try (Connection admin = admin(node)) {
        Map<String, String> status = wsrepStatus(admin);
        if (!"Synced".equals(status.get("wsrep_local_state_comment"))
            || !"3".equals(status.get("wsrep_cluster_size"))
            || !"Primary".equals(status.get("wsrep_cluster_status"))) {
          return name(node) + " is " + status.get("wsrep_local_state_comment");
        }
        groups.add(status.get("wsrep_cluster_conf_id"));
      } catch (SQLException e) {
        return name(node) + ": " + e.getMessage();
      }
    }
    if (groups.size() != 1) {
      return "the nodes have different groups";
    }
    for (ChaosProxy proxy : proxies()) {
      try {
        Map<String, Boolean> health = proxy.health();
        if (health.containsValue(false)) {
          return proxy.host() + " finds nodes unhealthy: " + health;
        }
      } catch (IOException e) {
        return proxy.host() + ": " + e.getMessage();
      }
    }
    Set<String> actives = actives();
    return actives.size() == 1 ? "" : "the proxies use different nodes: " + actives;
  }

  private static Map<String, String> wsrepStatus(Connection admin) throws SQLException {
    Map<String, String> status = new TreeMap<>();
    try (Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'wsrep_%'")) {
      while (row.next()) {
        status.put(row.getString(1), row.getString(2));
      }
    }
    return status;
  }

  @Override
  public abstract void close();
}
