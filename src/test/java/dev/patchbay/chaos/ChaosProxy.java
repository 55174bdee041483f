package dev.patchbay.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** One of the two proxies, on a machine of its own: where it is and what it says of itself. */
abstract class ChaosProxy {
  static final int MYSQL_PORT = 3306;
  static final int API_PORT = 8080;
  private static final String LOGIN = "chaos:chaos-password";

  private final int number;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

  ChaosProxy(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  String host() {
    return "proxy" + number;
  }

  /** Where clients find it: a name or an address. */
  abstract String address();

  /** How many connections it has to the MySQL server at this address, as the system says. */
  abstract int connectionsTo(String address, int port) throws IOException, InterruptedException;

  /** The words of a command that lists the connections to a server, one a line. */
  static String[] connections(String address, int port) {
    return new String[] {
      "ss", "-Htn", "state", "established", "dst " + address + " and dport = :" + port
    };
  }

  /** How many lines a command has said. */
  static int lines(String said) {
    return said.isBlank() ? 0 : (int) said.strip().lines().count();
  }

  /**
   * What both proxies are configured with.
   *
   * @param first where the first of both is asked by the other one, a name or an address
   * @param second the same of the second
   * @param more lines of the section Proxy
   * @param nodes the list of Proxy.Backends
   */
  static String configuration(String first, String second, String more, String nodes) {
    return """
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
    %s  Backends:
    %s"""
        .formatted(API_PORT, first, API_PORT, second, API_PORT, MYSQL_PORT, more, nodes);
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
}
