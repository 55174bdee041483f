package dev.patchbay.acceptance;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A fault that begins at a known moment: what it needs is at hand before. */
enum TimedFault {
  KILLED((cluster, node) -> signal("KILL", cluster.pid(node), () -> cluster.start(node))),
  TERMINATED(TimedFault::terminated),
  /**
   * Two nodes take turns, and an agent whose server has hung three times in half a minute waits
   * longer for its answers.
   */
  FROZEN(
      (cluster, node) -> signal("STOP", cluster.pid(node), () -> cluster.thaw(node)),
      Duration.ofSeconds(8)),
  READ_ONLY((cluster, node) -> setting(cluster, node, "read_only", "1", "0")),
  DESYNC((cluster, node) -> setting(cluster, node, "wsrep_desync", "1", "0")),
  REJECTS_QUERIES(
      (cluster, node) -> setting(cluster, node, "wsrep_reject_queries", "'ALL'", "'NONE'")),
  /** Most of it is the group's own: some seconds until it gives a silent member up. */
  NOT_PRIMARY(TimedFault::notPrimary),
  /** Nothing reaches the node's machine, and nothing comes from there. */
  HOST_CUT_OFF(TimedFault::hostCutOff, Duration.ofSeconds(8)),
  AGENT_KILLED((cluster, node) -> signal("KILL", cluster.agentPid(node), cluster::up)),
  AGENT_HUNG(TimedFault::agentHung);

  interface Step {
    void run() throws Exception;
  }

  /**
   * @param begin the fault itself, as quick as can be
   * @param repair waits until the node is whole again
   */
  record Moment(Step begin, Step repair) {}

  private interface Preparing {
    Moment prepare(GaleraCluster cluster, int node) throws Exception;
  }

  private final Preparing preparing;
  private final Duration rest;

  TimedFault(Preparing preparing) {
    this(preparing, Duration.ZERO);
  }

  TimedFault(Preparing preparing, Duration rest) {
    this.preparing = preparing;
    this.rest = rest;
  }

  /** How long all must have been whole before the next play, so that it is like the first. */
  Duration rest() {
    return rest;
  }

  /** Makes ready for this node. */
  Moment prepare(GaleraCluster cluster, int node) throws Exception {
    return preparing.prepare(cluster, node);
  }

  private static Moment terminated(GaleraCluster cluster, int node) {
    long server = cluster.pid(node);
    return signal(
        "TERM",
        server,
        () -> {
          // It takes its time to end, and one that runs is not started.
          await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> !ProcessHandle.of(server).map(ProcessHandle::isAlive).orElse(false));
          cluster.start(node);
        });
  }

  private static Moment notPrimary(GaleraCluster cluster, int node) throws SQLException {
    Connection admin = administrator(cluster, node);
    return new Moment(
        () -> run(admin, "SET GLOBAL wsrep_provider_options='gmcast.isolate=1'"),
        () -> {
          admin.close();
          cluster.heal(node);
        });
  }

  private static Moment hostCutOff(GaleraCluster cluster, int node) {
    Lan lan = new Lan(System.getenv("PATCHBAY_GALERA_LAN"));
    return new Moment(
        () -> lan.cutOff("node" + node),
        () -> {
          cluster.awaitSettled(node);
          lan.heal();
        });
  }

  private static Moment agentHung(GaleraCluster cluster, int node) {
    long agent = cluster.agentPid(node);
    return signal("STOP", agent, () -> send("CONT", agent));
  }

  /** As it is called on a command line. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The faults of a list with commas between. */
  static List<TimedFault> of(String keys) {
    return Arrays.stream(keys.split(","))
        .map(
            key ->
                Arrays.stream(values())
                    .filter(fault -> fault.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such fault: " + key)))
        .toList();
  }

  private static Moment signal(String name, long process, Step repair) {
    return new Moment(() -> send(name, process), repair);
  }

  private static void send(String name, long process) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process)).start().waitFor();
  }

  private static Moment setting(
      GaleraCluster cluster, int node, String variable, String sick, String well)
      throws SQLException {
    Connection admin = administrator(cluster, node);
    return new Moment(
        () -> run(admin, "SET GLOBAL " + variable + "=" + sick),
        () -> {
          try (admin) {
            run(admin, "SET GLOBAL " + variable + "=" + well);
          }
        });
  }

  private static Connection administrator(GaleraCluster cluster, int node) throws SQLException {
    cluster.sql(
        node,
        "CREATE USER IF NOT EXISTS faults IDENTIFIED BY 'faults-password';"
            + " GRANT ALL ON *.* TO faults");
    return DriverManager.getConnection(
        "jdbc:mariadb://"
            + cluster.address(node)
            + ":"
            + cluster.port(node)
            + "/?connectTimeout=5000",
        "faults",
        "faults-password");
  }

  private static void run(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }
}
