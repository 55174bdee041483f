package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.AnyCertificate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The proxy as its users run it: a process of its own from the built jar. */
final class ProxyProcess implements AutoCloseable {

  /** One node as {@code /v0/backends} shows it. */
  record BackendStatus(String name, boolean healthy, boolean active, long sessions) {}

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final ProxyConfigText config;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(LIMIT).sslContext(AnyCertificate.context()).build();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private ProxyProcess(Process process, ProxyConfigText config) {
    this.process = process;
    this.config = config;
    Thread reader = new Thread(this::readLines, "proxy-log");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a proxy in front of {@code cluster} and waits until it says that it has started. */
  static ProxyProcess start(GaleraCluster cluster, ActiveNodePolicy policy, Path directory)
      throws IOException {
    return start(ProxyConfigText.of(cluster, policy), directory);
  }

  /**
   * Starts a proxy with this configuration, as {@code config.yml} of the directory, and waits until
   * it says that it has started.
   */
  static ProxyProcess start(ProxyConfigText config, Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("config.yml"), config.yaml());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                "target/patchbay.jar",
                "-configPath",
                file.toString())
            .redirectErrorStream(true)
            .start();
    ProxyProcess proxy = new ProxyProcess(process, config);
    proxy.awaitStarted();
    return proxy;
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("end of the log: " + e);
    }
  }

  private void awaitStarted() {
    Awaitility.await("Proxy started")
        .atMost(LIMIT)
        .until(
            () -> !process.isAlive() || log().stream().anyMatch(l -> l.contains("Proxy started")));
    assertThat(process.isAlive()).as("running; its log: %s", log()).isTrue();
  }

  int mysqlPort() {
    return config.mysqlPort();
  }

  int apiPort() {
    return config.apiPort();
  }

  /** All lines that it has written so far. */
  List<String> log() {
    return List.copyOf(lines);
  }

  /** The number of the active node, or -1. */
  int activeNode() {
    JsonObject active = new JsonObject(get("/v0/cluster")).getJsonObject("activeBackend");
    return active == null
        ? -1
        : Integer.parseInt(active.getString("name").substring("node".length()));
  }

  BackendStatus backend(int node) {
    BackendStatus backend = backends().get(node);
    assertThat(backend.name()).isEqualTo("node" + node);
    return backend;
  }

  /** All nodes, in their order. */
  List<BackendStatus> backends() {
    return new JsonArray(get("/v0/backends"))
        .stream()
            .map(JsonObject.class::cast)
            .map(
                backend ->
                    new BackendStatus(
                        backend.getString("name"),
                        backend.getBoolean("healthy"),
                        backend.getBoolean("active"),
                        backend.getLong("currentSessionCount")))
            .toList();
  }

  /** The number of the change by which sessions go where they go. */
  long generation() {
    return new JsonObject(get("/v0/nodes")).getJsonObject("active").getLong("generation");
  }

  /** Asks for a reload over HTTP; returns what has changed, a line each. */
  List<String> reload() {
    return new JsonObject(send("POST", "/v0/reload"))
        .getJsonArray("changes").stream().map(String::valueOf).toList();
  }

  /** Sends SIGHUP. */
  void hangUp() {
    Command.run(LIMIT, List.of("kill", "-HUP", String.valueOf(process.pid())));
  }

  private String get(String path) {
    return send("GET", path);
  }

  /** Fails unless it says that a MySQL server answers behind it. */
  void pingdb() {
    get("/v0/pingdb");
  }

  private String send(String method, String path) {
    return send(method, path, HttpRequest.BodyPublishers.noBody());
  }

  /** Asks the API with a body of JSON; anything but 200 is a failure. */
  JsonObject ask(String method, String path, JsonObject body) {
    return new JsonObject(send(method, path, HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  /** How the drain of a switchover ends; waits for that, two minutes at the most. */
  String endOfDrain() {
    return Awaitility.await("the end of the drain")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                ask("GET", "/v0/switchover", new JsonObject())
                    .getJsonObject("switchover")
                    .getJsonObject("ended"),
            ended -> ended != null)
        .getString("how");
  }

  private String send(String method, String path, HttpRequest.BodyPublisher body) {
    String login = ProxyConfigText.USERNAME + ":" + ProxyConfigText.PASSWORD;
    String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(config.apiUri() + path))
            .timeout(LIMIT)
            .method(method, body)
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + basic)
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends SIGTERM and returns the exit code; a proxy that does not end is killed and a failure. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the proxy does not end; its log: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
