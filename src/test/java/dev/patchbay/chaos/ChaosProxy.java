package dev.patchbay.chaos;

import dev.patchbay.acceptance.Command;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One of the two proxies: a process of its own, on a machine of its own. */
final class ChaosProxy {
  static final int MYSQL_PORT = 3306;
  static final int API_PORT = 8080;
  private static final String LOGIN = "chaos:chaos-password";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Lan lan;
  private final int number;
  private final Path directory;
  private final String nodes;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private Process process;

  /**
   * @param directory where its configuration and log are written
   * @param nodes the list of Proxy.Backends
   */
  ChaosProxy(Lan lan, int number, Path directory, String nodes) {
    this.lan = lan;
    this.number = number;
    this.directory = directory;
    this.nodes = nodes;
  }

  int number() {
    return number;
  }

  String host() {
    return "proxy" + number;
  }

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
        """
        HealthPort: 1936
        API:
          Port: %d
          AggregatorPort: 8082
          Username: chaos
          Password: chaos-password
          AskUnencrypted: true
          ProxyURIs: ["http://%s:%d", "http://%s:%d"]
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1500
          HealthcheckIntervalMillis: 500
          ClientStallSeconds: %d
          DnsServers: ["%s"]
          Backends:
        %s\
        """
            .formatted(
                API_PORT,
                Lan.address("proxy0"),
                API_PORT,
                Lan.address("proxy1"),
                API_PORT,
                MYSQL_PORT,
                stallSeconds,
                Lan.address("dns"),
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

  /** The active node's name; empty if there is none. */
  String active() throws IOException, InterruptedException {
    JsonObject active =
        new JsonObject(ask("GET", "/v0/cluster", "")).getJsonObject("activeBackend");
    return active == null ? "" : active.getString("name");
  }

  /** Which nodes it holds for healthy. */
  Map<String, Boolean> health() throws IOException, InterruptedException {
    Map<String, Boolean> health = new TreeMap<>();
    for (Object node : new JsonArray(ask("GET", "/v0/backends", ""))) {
      health.put(((JsonObject) node).getString("name"), ((JsonObject) node).getBoolean("healthy"));
    }
    return health;
  }

  /**
   * Asks the API.
   *
   * @throws IOException if it does not answer with 200 in time
   */
  String ask(String method, String path, String body) throws IOException, InterruptedException {
    String basic = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address() + ":" + API_PORT + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + basic)
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "%s: %s %s: %d %s"
              .formatted(host(), method, path, answer.statusCode(), answer.body().strip()));
    }
    return answer.body();
  }

  /** How many connections it has to the MySQL server at this address, as the system says. */
  int connectionsTo(String address, int port) {
    String listed =
        lan.run(
            host(),
            "ss",
            "-Htn",
            "state",
            "established",
            "dst " + address + " and dport = :" + port);
    return listed.isBlank() ? 0 : listed.split("\n").length;
  }
}
