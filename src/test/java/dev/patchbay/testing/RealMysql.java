package dev.patchbay.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real server of MySQL itself, not MariaDB, on loopback; {@code root} has no password from there.
 * Its data are its own and go with it. As root.
 */
public final class RealMysql implements AutoCloseable {
  private static final String OLD = "/mysql-Linux-amd64.tar.gz";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** What stands before a program of the server's, such as a chroot, and where its files are. */
  private record Home(List<String> prefix, String programs, Path root, Path toRemove) {}

  private final Home home;
  private final Path data;
  private final int port;
  private final Process server;

  private RealMysql(Home home, List<String> more) throws IOException {
    this.home = home;
    this.port = TestPorts.find(1).get(0);
    this.data = Files.createTempDirectory(home.root.resolve("var/tmp"), "patchbay-mysql-");
    Runtime.getRuntime().addShutdownHook(new Thread(this::removeFiles));
    Path letIn = data.resolve("let-in.sql");
    Files.writeString(
        letIn,
        "CREATE USER root@'127.0.0.1' IDENTIFIED BY '';\n"
            + "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n");
    Path files = data.resolve("data");
    end(run("--initialize-insecure", "--datadir=" + inside(files)));
    List<String> options =
        new ArrayList<>(
            List.of(
                "--datadir=" + inside(files),
                "--init-file=" + inside(letIn),
                "--socket=" + inside(data.resolve("s.sock")),
                "--pid-file=" + inside(data.resolve("pid")),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--secure-file-priv=",
                "--local-infile=1",
                "--max-allowed-packet=64M",
                "--innodb-buffer-pool-size=32M"));
    options.addAll(more);
    server = run(options.toArray(String[]::new));
    Awaitility.await("a MySQL that lets root in; its log: " + log())
        .atMost(LIMIT)
        .failFast("it has ended: " + log(), () -> !server.isAlive())
        .ignoreExceptions()
        .until(
            () -> {
              connect().close();
              return true;
            });
  }

  /** The newest of Debian, which {@code acceptance/lib/mysql-base} installs once. */
  public static RealMysql newest() throws IOException {
    Process made =
        new ProcessBuilder("acceptance/lib/mysql-base")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String base = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (base.isEmpty()) {
      throw new IOException("acceptance/lib/mysql-base has failed");
    }
    List<String> chroot = List.of("chroot", base);
    return new RealMysql(
        new Home(chroot, "", Path.of(base), null), List.of("--mysqlx=OFF", "--skip-log-bin"));
  }

  /** The last line that had {@code mysql_native_password} by default: 5.7, for this test's JVM. */
  public static RealMysql old() throws IOException {
    Path root = Files.createTempDirectory(Path.of("/var/tmp"), "patchbay-mysql-57-");
    Files.createDirectories(root.resolve("var/tmp"));
    try (InputStream packed = RealMysql.class.getResourceAsStream(OLD)) {
      if (packed == null) {
        throw new IOException(OLD + " is not on the classpath: run with -Pmysql");
      }
      Path archive = root.resolve("mysql.tar.gz");
      Files.copy(packed, archive);
      end(new ProcessBuilder("tar", "-xzf", "" + archive, "-C", "" + root).inheritIO().start());
    }
    Home home = new Home(List.of(), root.resolve("bin") + "/", root, root);
    return new RealMysql(home, List.of("--lc-messages-dir=" + root.resolve("share")));
  }

  public int port() {
    return port;
  }

  /** MySQL's own command-line client and these words, where there is one. */
  public List<String> client(String... words) {
    List<String> all = new ArrayList<>(home.prefix);
    all.add(home.programs + "mysql");
    all.addAll(List.of(words));
    return all;
  }

  /** A file's name as the server and its own client see it. */
  public String inside(Path file) {
    return home.prefix.isEmpty() ? file.toString() : "/" + home.root.relativize(file);
  }

  /** A directory that they can see. */
  public Path directory() {
    return data;
  }

  /** A session of root's, straight to it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:%d/?user=root&sslMode=DISABLED&connectTimeout=5000"
            .formatted(port));
  }

  /** Runs statements as root, one after another. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }

  private Process run(String... options) throws IOException {
    List<String> command = new ArrayList<>(home.prefix);
    command.addAll(List.of(home.programs + "mysqld", "--no-defaults", "--user=root"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile()))
        .start();
  }

  private String log() {
    try {
      return Files.readString(data.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void end(Process process) throws IOException {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("failed: " + process.info().commandLine().orElse("a program"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    removeFiles();
  }

  private void removeFiles() {
    if (server != null) {
      server.destroyForcibly();
      try {
        server.waitFor(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Path each : home.toRemove == null ? List.of(data) : List.of(data, home.toRemove)) {
      remove(each);
    }
  }

  private static void remove(Path directory) {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
