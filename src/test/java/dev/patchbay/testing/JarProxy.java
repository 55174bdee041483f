package dev.patchbay.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The proxy as people run it: {@code ./patchbay}, with the built jar, the launcher's own limits of
 * heap and direct memory, and all its ports, on loopback. Its user is {@code u}, the password
 * {@code p}.
 */
public final class JarProxy implements AutoCloseable {
  /** What the head of an API request has, without the line's end. */
  public static final String LOGIN = "Authorization: Basic dTpw";

  /** Whoever connects from this address is a load balancer, and must begin with a PROXY header. */
  public static final String BALANCER = "127.0.0.2";

  private final List<Integer> ports;
  private final PatchbayProcess process;

  private JarProxy(List<Integer> ports, PatchbayProcess process) {
    this.ports = ports;
    this.process = process;
  }

  /** One node, by its name and ports. */
  public record NodePorts(String name, int port, int agentPort) {}

  /**
   * Starts it before these nodes, and waits until it has chosen one.
   *
   * @param directory for its configuration
   * @param javaOptions more flags for its JVM, or an empty text
   */
  public static JarProxy start(List<NodePorts> nodes, Path directory, String javaOptions)
      throws IOException {
    List<Integer> ports = TestPorts.find(7);
    Path config = directory.resolve("config.yml");
    Files.writeString(config, config(nodes, ports).encodePrettily());
    ProcessBuilder builder = new ProcessBuilder("./patchbay", "-configPath", config.toString());
    builder.environment().put("PATCHBAY_JAVA_OPTS", javaOptions);
    builder.environment().keySet().removeAll(List.of("CONFIG", "CONFIG_PATH", "JDK_JAVA_OPTIONS"));
    PatchbayProcess process = PatchbayProcess.of(builder.start());
    try {
      process.awaitLine("New active backend");
    } catch (AssertionError | RuntimeException e) {
      process.close();
      throw e;
    }
    return new JarProxy(ports, process);
  }

  /**
   * A configuration that has all web ports, on loopback, for user {@code u}, password {@code p}.
   */
  public static JsonObject webPorts(int health, int api, int aggregator, int metrics) {
    return new JsonObject()
        .put("BindAddress", "127.0.0.1")
        .put("HealthPort", health)
        .put("Metrics", new JsonObject().put("Enabled", true).put("Port", metrics))
        .put(
            "API",
            new JsonObject()
                .put("Port", api)
                .put("AggregatorPort", aggregator)
                .put("Username", "u")
                .put("Password", "p"));
  }

  private static JsonObject config(List<NodePorts> nodes, List<Integer> ports) {
    JsonArray backends = new JsonArray();
    for (NodePorts node : nodes) {
      backends.add(
          new JsonObject()
              .put("Name", node.name())
              .put("Host", "127.0.0.1")
              .put("Port", node.port())
              .put("StatusPort", node.agentPort())
              .put("StatusEndpoint", "api/v1/status"));
    }
    return webPorts(ports.get(4), ports.get(2), ports.get(3), ports.get(5))
        .put(
            "Proxy",
            new JsonObject()
                .put("Port", ports.get(0))
                .put("InactiveMysqlPort", ports.get(1))
                .put("HealthcheckTimeoutMillis", 5000)
                .put("HealthcheckIntervalMillis", 500)
                .put("ProxyProtocol", new JsonObject().put("From", new JsonArray().add(BALANCER)))
                .put("Backends", backends))
        .put(
            "Listeners",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("Name", "aware")
                        .put("Port", ports.get(6))
                        .put("Protocol", "mysql")));
  }

  /** For the active node. */
  public int mysqlPort() {
    return ports.get(0);
  }

  public int inactivePort() {
    return ports.get(1);
  }

  /** For the active node, with sessions whose MySQL is followed. */
  public int awarePort() {
    return ports.get(6);
  }

  public int apiPort() {
    return ports.get(2);
  }

  public int springboardPort() {
    return ports.get(3);
  }

  public int healthPort() {
    return ports.get(4);
  }

  public int metricsPort() {
    return ports.get(5);
  }

  public PatchbayProcess process() {
    return process;
  }

  /** What the API answers to this path, in JSON. */
  public JsonObject ask(String path) throws IOException {
    return new JsonObject(body(apiPort(), path));
  }

  /** The page of its metrics. */
  public Exposition metrics() throws IOException {
    return Exposition.parse(body(metricsPort(), "/metrics"));
  }

  private static String body(int port, String path) throws IOException {
    try (WebClient client = WebClient.http(port)) {
      String answer = client.ask("GET " + path + " HTTP/1.1", "Host: x", LOGIN);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new IOException(path + ": " + answer);
      }
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  /** The program that a process runs, of the same JDK as it: {@code java}, {@code jcmd}. */
  public static String tool(long pid, String name) throws IOException {
    return Path.of("/proc/" + pid + "/exe").toRealPath().resolveSibling(name).toString();
  }

  @Override
  public void close() {
    process.close();
  }
}
