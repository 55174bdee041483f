package dev.patchbay.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real MariaDB, the only node of a Galera cluster of its own, on loopback. */
public final class MariaDbServer implements AutoCloseable {

  public static final String USER = "galera-agent";
  public static final String PASSWORD = "s3cret-of-the-agent";
  private static final Path GALERA = Path.of("/usr/lib/galera/libgalera_smm.so");
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path directory;
  private final int port = FreePort.take();
  private final int galeraPort = FreePort.take();
  private final int transferPort = FreePort.take();
  private final int notifyPort = FreePort.take();
  private Process process;

  private final List<String> more;

  /**
   * Makes the data directory and starts the server. Fails if it is not installed.
   *
   * @param more options
   */
  public MariaDbServer(String... more) {
    this.more = List.of(more);
    try {
      directory = Files.createTempDirectory(Path.of("/var/tmp"), "patchbay-mariadb-");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
      install();
      start();
      try (Connection c = connect();
          Statement s = c.createStatement()) {
        s.execute("CREATE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(USER, PASSWORD));
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("cannot start MariaDB", e);
    }
  }

  public int port() {
    return port;
  }

  public Path socket() {
    return directory.resolve("s.sock");
  }

  /** The server replaces it whenever its Galera state changes. */
  public Path statusFile() {
    return directory.resolve("data/wsrep-status.json");
  }

  /** Where its helper sends at each change. */
  public int notifyPort() {
    return notifyPort;
  }

  /** Runs one statement as root. */
  public void execute(String sql) {
    try (Connection c = connect();
        Statement s = c.createStatement()) {
      s.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** A counter of {@code SHOW GLOBAL STATUS}. */
  public long status(String name) {
    return number("SHOW GLOBAL STATUS LIKE '" + name + "'", 2);
  }

  /** How many connections this account has open. */
  public long connectionsOf(String user) {
    return number(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE user='" + user + "'", 1);
  }

  private long number(String sql, int column) {
    try (Connection c = connect();
        Statement s = c.createStatement();
        ResultSet row = s.executeQuery(sql)) {
      row.next();
      return row.getLong(column);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Takes the node out of its primary component: it looks for a cluster where there is none. */
  public void leavePrimary() {
    execute(
        "SET GLOBAL wsrep_cluster_address='gcomm://127.0.0.1:%d?pc.wait_prim=no'"
            .formatted(FreePort.take()));
  }

  /** Makes the node a primary component again. Only once the node has left it. */
  public void makePrimary() {
    execute("SET GLOBAL wsrep_provider_options='pc.bootstrap=YES'");
  }

  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  /** Ends it as an operator does, and waits until it is gone. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts the server, on its old data, and waits until it lets us in. */
  public void start() {
    List<String> command =
        new ArrayList<>(List.of(find("mariadbd", "mariadb-server"), "--no-defaults"));
    command.addAll(
        List.of(
            "--datadir=" + directory.resolve("data"),
            "--socket=" + socket(),
            "--pid-file=" + directory.resolve("data/pid"),
            "--port=" + port,
            "--skip-networking=0",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=16M",
            "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
            "--wsrep-on=ON",
            "--wsrep-provider=" + GALERA,
            "--wsrep-new-cluster",
            "--wsrep-cluster-address=gcomm://",
            "--wsrep-node-address=127.0.0.1",
            "--wsrep-status-file=" + statusFile(),
            "--wsrep-notify-cmd=" + notifyCommand(),
            "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:%d;ist.recv_addr=127.0.0.1:%d"
                .formatted(galeraPort, transferPort)));
    command.addAll(more);
    if (ROOT) {
      command.add("--user=mysql");
    }
    process = run(command, "server.log");
    Awaitility.await("MariaDB is up; its log is " + directory.resolve("server.log"))
        .atMost(Duration.ofSeconds(60))
        .failFast("MariaDB ended at once", () -> !process.isAlive())
        .ignoreExceptions()
        .until(
            () -> {
              // It lets us in before the node is ready, and then refuses all that has to do with a
              // table.
              execute("SELECT COUNT(*) FROM mysql.user");
              return true;
            });
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + port + "/?connectTimeout=2000&socketTimeout=20000",
        "root",
        "");
  }

  /** The helper, where the server's own account may run it. */
  private Path notifyCommand() {
    try {
      Path copy = directory.resolve("patchbay-notify");
      Files.copy(Path.of("patchbay-notify"), copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void install() {
    if (!Files.exists(GALERA)) {
      throw new IllegalStateException(GALERA + " is missing: install the package galera-4");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                find("mariadb-install-db", "mariadb-server"),
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + directory.resolve("data")));
    if (ROOT) {
      command.add("--user=mysql");
    }
    try {
      if (run(command, "install.log").waitFor() != 0) {
        throw new IllegalStateException(Files.readString(directory.resolve("install.log")));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process run(List<String> command, String log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(log).toFile()));
    builder.environment().put("PATCHBAY_NOTIFY_PORT", String.valueOf(notifyPort));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String find(String program, String debianPackage) {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
        .map(dir -> Path.of(dir, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    program
                        + " is missing: install the packages "
                        + debianPackage
                        + " and galera-4"));
  }
}
