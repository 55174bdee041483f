package dev.patchbay.chaos;

import dev.patchbay.acceptance.Command;
import dev.patchbay.acceptance.Lan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy that is a process of its own, in a network namespace of its own. */
final class LanProxy extends ChaosProxy {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Lan lan;
  private final Path directory;
  private final String nodes;
  private Process process;

  /**
   * @param directory where its configuration and log are written
   * @param nodes the list of Proxy.Backends
   */
  LanProxy(Lan lan, int number, Path directory, String nodes) {
    super(number);
    this.lan = lan;
    this.directory = directory;
    this.nodes = nodes;
  }

  @Override
  String address() {
    return Lan.address(host());
  }

  private Path config() {
    return directory.resolve(host() + ".yml");
  }

  private Path log() {
    return directory.resolve(host() + ".log");
  }

  /** Writes the configuration; each value of the limit is another configuration. */
  void configure(int stallSeconds) throws IOException {
    Files.writeString(
        config(),
        configuration(
            Lan.address("proxy0"),
            Lan.address("proxy1"),
            """
              ClientStallSeconds: %d
              DnsServers: ["%s"]
            """
                .formatted(stallSeconds, Lan.address("dns")),
            nodes));
  }

  /** Starts it and waits until it has said so. */
  void start() throws IOException, InterruptedException {
    start(List.of());
  }

  /** The same, with a clock that {@link #moveClock} sets; the others keep theirs. */
  void startWithOwnClock() throws IOException, InterruptedException {
    moveClock(0);
    start(
        List.of(
            "env",
            "LD_PRELOAD=" + OwnClock.library(),
            "FAKETIME_TIMESTAMP_FILE=" + clock().toAbsolutePath(),
            "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "DONT_FAKE_MONOTONIC=1"));
  }

  private Path clock() {
    return directory.resolve(host() + ".clock");
  }

  /** Its wall clock is this much ahead, or behind, within about a second. */
  void moveClock(int seconds) throws IOException {
    Files.writeString(clock(), "%+d%n".formatted(seconds));
  }

  private void start(List<String> before) throws IOException, InterruptedException {
    long already = Files.exists(log()) ? started() : 0;
    List<String> command = lan.at(host());
    command.addAll(before);
    command.addAll(List.of("./patchbay", "-configPath", config().toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (started() == already) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(host() + " did not start, see " + log());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long started() throws IOException {
    try (var lines = Files.lines(log())) {
      return lines.filter(line -> line.contains("Proxy started")).count();
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  void signal(String name) {
    Command.run(PATIENCE, List.of("kill", "-" + name, Long.toString(process.pid())));
  }

  /** Waits until it has ended, at most a minute. */
  void awaitEnd() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(host() + " does not end");
    }
  }

  @Override
  int connectionsTo(String address, int port) {
    return lines(lan.run(host(), connections(address, port)));
  }
}
