package dev.patchbay.app;

import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.NodePattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A proxy that finds its nodes by name, before nodes with addresses of their own and the same
 * ports, as the members of a headless service have them. The node at 127.0.0.11 is number 0.
 */
final class FoundNodes implements AutoCloseable {
  static final String HOST = "db.test";

  /** A name is asked for every five seconds; and a busy machine may take its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final ProxyBed bed;
  final List<FakeAgent> agents = new ArrayList<>();
  final List<FakeNode> nodes = new ArrayList<>();
  private final int port;
  private final int statusPort;

  FoundNodes(int count, String dnsServer) throws Exception {
    bed = new ProxyBed(0, 100).asking(dnsServer);
    List<Integer> ports = TestPorts.find(2);
    port = ports.get(0);
    statusPort = ports.get(1);
    for (int i = 0; i < count; i++) {
      nodes.add(new FakeNode(bed.vertx, name(i), address(i), port));
      agents.add(new FakeAgent(bed.vertx, i, address(i), statusPort));
    }
  }

  static String address(int node) {
    return "127.0.0." + (11 + node);
  }

  static String name(int node) {
    return "db-" + address(node);
  }

  int port() {
    return port;
  }

  NodePattern pattern(String host, int graceSeconds) {
    return new NodePattern("db", host, port, statusPort, "/status", graceSeconds, 0, 0);
  }

  /** Starts the proxy, which finds its nodes by {@link #HOST}. */
  FoundNodes start(int graceSeconds) throws Exception {
    bed.with(List.of(), List.of(pattern(HOST, graceSeconds))).start();
    return this;
  }

  /** A session, once there is a node for it. */
  Socket session(String node) throws Exception {
    await().atMost(PATIENCE).until(() -> bed.whoAnswers().equals(Optional.of(node)));
    Socket session = bed.connect();
    ProxyBed.greeting(session);
    return session;
  }

  List<String> names() throws Exception {
    return state().getJsonArray("nodes").stream()
        .map(node -> ((JsonObject) node).getString("name"))
        .toList();
  }

  JsonObject state() throws Exception {
    return new JsonObject(bed.api("GET", "/v0/nodes").body());
  }

  void awaitNames(String... names) {
    await().atMost(PATIENCE).until(() -> names().equals(List.of(names)));
  }

  void awaitHealthy(String node) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                bed.backends().stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(b -> b.getString("name").equals(node) && b.getBoolean("healthy")));
  }

  /** The texts of the events of this kind. */
  List<String> events(String kind) throws Exception {
    JsonArray events =
        new JsonObject(bed.api("GET", "/v0/events?limit=1000").body()).getJsonArray("events");
    return events.stream()
        .map(JsonObject.class::cast)
        .filter(event -> event.getString("kind").equals(kind))
        .map(event -> event.getString("text"))
        .toList();
  }

  String metrics() throws Exception {
    return bed.get(bed.config.metrics().port(), "/metrics").body();
  }

  @Override
  public void close() throws Exception {
    bed.close();
  }
}
