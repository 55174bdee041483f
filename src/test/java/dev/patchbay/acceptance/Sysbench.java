package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Transactions of sysbench through a proxy, in one run after the other: each keeps its sessions to
 * its end, and its report says what they met.
 */
final class Sysbench implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern TRANSACTIONS = Pattern.compile("transactions: +(\\d+)");
  private static final int THREADS = 8;

  /** So many begin, whatever the machine could do: it has three servers and a proxy to run. */
  private static final int PER_SECOND = 150;

  /**
   * One update a transaction: with more of them two clients may wait for each other, which the
   * database calls a deadlock and ends, whatever the proxy does.
   */
  private static final List<String> TRANSACTION =
      List.of("--delete_inserts=0", "--non_index_updates=0", "--index_updates=1");

  private final int port;
  private final int seconds;
  private final Path directory;
  private final List<String> reports = new ArrayList<>();
  private Process process;
  private Path output;

  /**
   * Fills the tables; no run has begun.
   *
   * @param seconds of one run
   */
  Sysbench(int port, int seconds, Path directory) {
    this.port = port;
    this.seconds = seconds;
    this.directory = directory;
    Command.run(LIMIT, words("cleanup"));
    Command.run(LIMIT, words("prepare"));
  }

  private List<String> words(String command) {
    List<String> words = words(port, THREADS, seconds);
    words.addAll(List.of("--tables=2", "--table-size=2000", "--rate=" + PER_SECOND));
    // Not even what sysbench would try again by itself.
    words.add("--mysql-ignore-errors=none");
    words.addAll(TRANSACTION);
    words.add(command);
    return words;
  }

  /** What every run begins with: transactions of the cluster's user at this port. */
  static List<String> words(int port, int threads, int seconds) {
    return new ArrayList<>(
        List.of(
            "sysbench",
            "oltp_read_write",
            "--db-driver=mysql",
            "--mysql-host=127.0.0.1",
            "--mysql-port=" + port,
            "--mysql-user=app",
            "--mysql-password=app-password",
            "--mysql-db=app",
            "--threads=" + threads,
            "--time=" + seconds));
  }

  /** Begins a run where none is under way. */
  void keepRunning() throws Exception {
    if (process != null && process.isAlive()) {
      return;
    }
    finish();
    output = directory.resolve("sysbench-" + reports.size() + ".log");
    process =
        new ProcessBuilder(words("run"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  /**
   * Waits for the end of the run that is under way, and fails if one of its clients met an error.
   */
  void finish() throws Exception {
    if (process == null) {
      return;
    }
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    String report = report();
    assertThat(process.exitValue()).as(report).isZero();
    assertThat(report)
        .containsPattern("ignored errors: +0 ")
        .containsPattern("reconnects: +0 ")
        .doesNotContain("FATAL");
    reports.add(report);
    process = null;
  }

  private String report() throws IOException {
    return Files.readString(output);
  }

  /** Of all runs that have ended. */
  long transactions() {
    return reports.stream()
        .map(TRANSACTIONS::matcher)
        .filter(Matcher::find)
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  int runs() {
    return reports.size();
  }

  static int threads() {
    return THREADS;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
