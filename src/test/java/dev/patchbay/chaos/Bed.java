package dev.patchbay.chaos;

import dev.patchbay.acceptance.Command;
import dev.patchbay.acceptance.GaleraCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
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
final class Bed implements AutoCloseable {
  private static final Duration WHOLE_AGAIN = Duration.ofMinutes(4);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SETTLED = Duration.ofMillis(500);
  private static final String ADMIN = "faults";
  private static final String ADMIN_PASSWORD = "faults-password";

  private final GaleraCluster cluster = new GaleraCluster();
  private final Lan lan = new Lan(environment("PATCHBAY_GALERA_LAN"));
  private final Path state = Path.of(environment("PATCHBAY_GALERA_DIR"));
  private final List<ChaosProxy> proxies = new ArrayList<>();
  private final List<Process> liars = new ArrayList<>();
  private final Map<Integer, String> moved = new TreeMap<>();
  private final int[] ports = new int[GaleraCluster.NODES];
  private final int[] agentPorts = new int[GaleraCluster.NODES];
  private int configurations = 900;

  /** What {@code acceptance/chaos} has made, and two proxies that write beside the report. */
  static Bed start(Path directory) throws IOException, InterruptedException {
    Bed bed = new Bed();
    bed.cluster.sql(
        0,
        "CREATE USER IF NOT EXISTS %1$s@'%%' IDENTIFIED BY '%2$s'; GRANT ALL ON *.* TO %1$s@'%%'"
            .formatted(ADMIN, ADMIN_PASSWORD));
    StringBuilder nodes = new StringBuilder();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      bed.ports[node] = bed.cluster.port(node);
      bed.agentPorts[node] = bed.cluster.agentPort(node);
      nodes.append(
          """
              - {Name: node%1$d, Host: node%1$d.chaos.test, Port: %2$d, StatusPort: %3$d, StatusEndpoint: api/v1/status}
          """
              .formatted(node, bed.ports[node], bed.agentPorts[node]));
    }
    for (int number = 0; number < 2; number++) {
      ChaosProxy proxy = new ChaosProxy(bed.lan, number, directory, nodes.toString());
      proxy.configure(bed.configurations);
      proxy.start();
      bed.proxies.add(proxy);
    }
    return bed;
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is missing: run acceptance/chaos");
    }
    return value;
  }

  /** Whether somebody wants the run to end early, with its table. */
  boolean isToStop() {
    return Files.exists(state.resolve("stop"));
  }

  GaleraCluster cluster() {
    return cluster;
  }

  Lan lan() {
    return lan;
  }

  List<ChaosProxy> proxies() {
    return proxies;
  }

  static String name(int node) {
    return "node" + node;
  }

  String address(int node) {
    return moved.getOrDefault(node, Lan.address(name(node)));
  }

  int port(int node) {
    return ports[node];
  }

  int agentPort(int node) {
    return agentPorts[node];
  }

  Path data(int node) {
    return state.resolve(name(node)).resolve("data");
  }

  /** An administrator's session with the node itself, not through a proxy. */
  Connection admin(int node) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://%s:%d/?connectTimeout=3000&socketTimeout=60000"
            .formatted(address(node), ports[node]),
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
    for (ChaosProxy proxy : proxies) {
      try {
        names.add(proxy.active());
      } catch (IOException e) {
        names.add("");
      }
    }
    return names;
  }

  /** How many connections both proxies have to a node. */
  int connectionsTo(int node) {
    return proxies.stream()
        .mapToInt(proxy -> proxy.connectionsTo(address(node), ports[node]))
        .sum();
  }

  static void signal(String name, long process) {
    Command.run(LIMIT, List.of("kill", "-" + name, Long.toString(process)));
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
        views += GroupLog.nonPrimaryViews(state.resolve(name(node)).resolve("mariadbd.log"));
      }
    }
    return views;
  }

  /** Gives the proxies another configuration, which they have not read yet. */
  void reconfigure() throws IOException {
    configurations++;
    for (ChaosProxy proxy : proxies) {
      proxy.configure(configurations);
    }
  }

  /** Puts a program in the agent's place that calls the node healthy, whatever becomes of it. */
  void lie(int node) throws IOException {
    signal("KILL", cluster.agentPid(node));
    liars.add(
        new ProcessBuilder(
                lan.at(
                    name(node),
                    "acceptance/lib/lying-agent",
                    address(node),
                    Integer.toString(agentPorts[node]),
                    cluster.index(node).toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** The DNS has another address for the node, which must be down, and so has its machine. */
  void move(int node) throws IOException {
    String host = name(node);
    boolean away = !address(node).equals(Lan.address(host));
    String address = away ? Lan.address(host) : Lan.otherAddress(host);
    signal("KILL", cluster.agentPid(node));
    lan.move(host, address);
    moved.put(node, address);
    Files.writeString(state.resolve("address" + node), address);
    StringBuilder hosts = new StringBuilder();
    for (int other = 0; other < GaleraCluster.NODES; other++) {
      hosts.append(address(other)).append(' ').append(name(other)).append(".chaos.test\n");
    }
    Files.writeString(state.resolve("hosts"), hosts.toString());
    signal("HUP", Long.parseLong(environment("PATCHBAY_CHAOS_DNS_PID")));
  }

  /** Leaves the node's disk no room, as far as possible. */
  void fillDisk(int node) throws IOException {
    Path balloon = data(node).resolve("balloon");
    byte[] chunk = new byte[64 * 1024];
    try (var out = Files.newOutputStream(balloon)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /** Ends whatever is broken, and starts what does not run. Does not wait for all of its effect. */
  void heal() throws IOException, InterruptedException {
    lan.heal();
    for (ChaosProxy proxy : proxies) {
      if (proxy.isAlive()) {
        proxy.signal("CONT");
      } else {
        proxy.start();
      }
    }
    for (Process liar : liars) {
      liar.destroyForcibly().onExit().join();
    }
    liars.clear();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      Files.deleteIfExists(data(node).resolve("balloon"));
      goOn(node);
    }
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      makeWell(node);
    }
    cluster.up();
  }

  private void goOn(int node) {
    for (String file : List.of("mariadbd.pid", "agent.pid")) {
      try {
        String pid = Files.readString(state.resolve(name(node)).resolve(file)).strip();
        if (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
          signal("CONT", Long.parseLong(pid));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (AssertionError e) {
        // It has just ended.
      }
    }
  }

  private void makeWell(int node) {
    try {
      cluster.sql(
          node,
          "SET GLOBAL read_only=0; SET GLOBAL wsrep_reject_queries='NONE'; SET GLOBAL"
              + " wsrep_desync=0; SET GLOBAL wsrep_provider_options='gmcast.isolate=0'");
    } catch (AssertionError e) {
      // It does not run: it will start well.
    }
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
    for (ChaosProxy proxy : proxies) {
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
  public void close() {
    proxies.stream().filter(ChaosProxy::isAlive).forEach(proxy -> proxy.signal("KILL"));
    liars.forEach(Process::destroyForcibly);
    lan.heal();
  }
}
