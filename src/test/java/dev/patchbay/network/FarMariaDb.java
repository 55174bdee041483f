package dev.patchbay.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real MariaDB in the far namespace, at the node's port, with the defaults of its makers. */
final class FarMariaDb implements AutoCloseable {
  private final Path directory;
  private final Process process;

  FarMariaDb(TestNetwork network) throws IOException, InterruptedException {
    directory = Files.createTempDirectory(Path.of("/var/tmp"), "patchbay-mariadb-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    TestNetwork.run(
        "mariadb-install-db --no-defaults --user=mysql --skip-test-db"
            + " --auth-root-authentication-method=normal --datadir="
            + directory.resolve("data"));
    // It looks for the name of each address that it does not know, which would be a long wait.
    network.nameProxy();
    List<String> command = new ArrayList<>(network.atFar());
    command.addAll(
        List.of(
            "mariadbd",
            "--no-defaults",
            "--user=mysql",
            "--datadir=" + directory.resolve("data"),
            "--socket=" + socket(),
            "--port=" + FarSide.NODE_PORT,
            "--skip-networking=0",
            "--bind-address=0.0.0.0",
            "--performance-schema=ON",
            "--innodb-buffer-pool-size=16M"));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    Awaitility.await("MariaDB is up")
        .atMost(Duration.ofSeconds(90))
        .failFast(() -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> ask("SELECT 1").equals("1"));
  }

  private Path socket() {
    return directory.resolve("s.sock");
  }

  /** Runs this as root, and returns the rows. */
  String ask(String sql) throws IOException, InterruptedException {
    return TestNetwork.run(
            "mariadb --no-defaults -uroot -N -S %s -e \"%s\"".formatted(socket(), sql))
        .strip();
  }

  long number(String sql) throws IOException, InterruptedException {
    String rows = ask(sql);
    return rows.isEmpty() ? 0 : Long.parseLong(rows.substring(rows.lastIndexOf('\t') + 1));
  }

  /** What it counts of the proxy's address, a column of performance_schema.host_cache. */
  long ofProxy(String column) throws IOException, InterruptedException {
    return number(
        "SELECT %s FROM performance_schema.host_cache WHERE ip='%s'"
            .formatted(column, TestNetwork.PROXY_ADDRESS));
  }

  /** Waits until it has dealt with all that came. */
  void awaitQuiet() {
    long[] before = {-1};
    Awaitility.await("no connection is new, and none at its login")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              long now = ofProxy("COUNT_AUTHENTICATION_ERRORS + COUNT_HANDSHAKE_ERRORS");
              boolean quiet =
                  now == before[0]
                      && number(
                              "SELECT COUNT(*) FROM information_schema.processlist"
                                  + " WHERE user='unauthenticated user'")
                          == 0;
              before[0] = now;
              return quiet;
            });
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.waitFor(20, TimeUnit.SECONDS);
    TestNetwork.run("rm -rf " + directory);
  }
}
