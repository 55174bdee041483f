package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Three real MariaDB Galera nodes, numbered from 0, each with a health agent: what {@code
 * acceptance/galera} does, as methods. Every method waits for its effect, for at most some minutes.
 */
public final class GaleraCluster {

  /** How many there are. */
  public static final int NODES = 3;

  // A node may copy all data before it is synced, on a machine with other work.
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Starts what is not running. */
  public void up() {
    galera("up");
  }

  /** Ends the server with SIGKILL; its agent stays. */
  public void kill(int node) {
    galera("kill", node);
  }

  /** Starts a server again; nothing happens to one that runs. */
  public void start(int node) {
    galera("start", node);
  }

  /** Ends the server as an operator does; its agent stays. */
  public void stop(int node) {
    galera("stop", node);
  }

  /** Loses all data of a node that does not run: it has to copy them from another one. */
  public void loseData(int node) {
    galera("lose-data", node);
  }

  /** Starts a server again that is to copy what it lacks from the node of that name. */
  public void startFrom(int node, String donor) {
    Command.run(
        LIMIT,
        List.of(
            "env",
            "PATCHBAY_GALERA_DONOR=" + donor,
            "acceptance/galera",
            "start",
            Integer.toString(node)));
  }

  /** Stops the server's process, as a machine that hangs would. */
  void freeze(int node) {
    galera("freeze", node);
  }

  void thaw(int node) {
    galera("thaw", node);
  }

  /** Cuts a node off from the others; it still accepts connections. */
  void partition(int node) {
    galera("partition", node);
  }

  void heal(int node) {
    galera("heal", node);
  }

  void readOnly(int node, boolean on) {
    sql(node, "SET GLOBAL read_only=" + (on ? 1 : 0));
  }

  /** Runs SQL as administrator: rows by line, columns parted by tabs. */
  public String sql(int node, String sql) {
    return galera("sql", node, sql);
  }

  /**
   * The position that the node gives itself in the group, which Galera deals out anew each time.
   */
  public BigInteger index(int node) {
    String row = sql(node, "SHOW GLOBAL STATUS LIKE 'wsrep_local_index'");
    return new BigInteger(row.split("\t")[1]);
  }

  int lowestIndexNode() {
    return IntStream.range(0, NODES).boxed().min(Comparator.comparing(this::index)).orElseThrow();
  }

  /**
   * Waits until the others have gone on without the node for as long as it takes them to bear that
   * it is heard again.
   */
  void awaitSettled(int node) {
    galera("settled", node);
  }

  /** The address of the node's machine. */
  String address(int node) {
    return galera("address", node);
  }

  /** Where the server listens for clients. */
  public int port(int node) {
    return Integer.parseInt(galera("port", node));
  }

  /** Where the health agent listens. */
  public int agentPort(int node) {
    return Integer.parseInt(galera("agent-port", node));
  }

  /** The server's process. */
  public long pid(int node) {
    return Long.parseLong(galera("pid", node));
  }

  /** The process of the node's agent. */
  public long agentPid(int node) {
    return Long.parseLong(galera("agent-pid", node));
  }

  /** The file with the authority of the servers' certificates. */
  public Path ca() {
    return Path.of(galera("ca"));
  }

  /** A session of the test's own account with whatever listens on a port of this machine. */
  static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + port + "/app?connectTimeout=5000", "app", "app-password");
  }

  private static String galera(String command, Object... arguments) {
    List<String> words = new ArrayList<>(List.of("acceptance/galera", command));
    Arrays.stream(arguments).map(String::valueOf).forEach(words::add);
    String answer = Command.run(LIMIT, words);
    assertThat(answer).as("answer of %s", words).isNotNull();
    return answer;
  }
}
