package dev.patchbay.app;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.OtherProxies;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.FakeAgent;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The whole proxy in this process, before fake nodes and agents. */
final class ProxyBed implements AutoCloseable {
  static final int TIMEOUT_MILLIS = 5000;

  /** What a timeout of five seconds makes of the interval by default. */
  static final int INTERVAL_MILLIS = 500;

  final Vertx vertx = Vertx.vertx();
  final List<FakeNode> nodes = new ArrayList<>();
  final List<FakeAgent> agents = new ArrayList<>();
  volatile PatchbayConfig config;

  /** With some, a reload finds a configuration that is not valid. */
  volatile List<String> faults = List.of();

  private final HttpClient http = HttpClient.newHttpClient();
  private Patchbay patchbay;

  ProxyBed(int nodeCount, int intervalMillis) throws Exception {
    this(nodeCount, intervalMillis, ActiveNodePolicy.STICKY);
  }

  ProxyBed(int nodeCount, int intervalMillis, ActiveNodePolicy policy) throws Exception {
    this(nodeCount, intervalMillis, policy, TIMEOUT_MILLIS);
  }

  ProxyBed(int nodeCount, int intervalMillis, ActiveNodePolicy policy, int timeoutMillis)
      throws Exception {
    List<Node> backends = new ArrayList<>();
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(new FakeNode(vertx, "mysql/" + i, i));
      agents.add(new FakeAgent(vertx, i));
      Node node = nodes.get(i).node();
      backends.add(
          new Node(node.name(), "127.0.0.1", node.port(), agents.get(i).port(), "/status"));
    }
    List<Integer> ports = TestPorts.find(6);
    config =
        new PatchbayConfig(
            "127.0.0.1",
            new ProxyConfig(
                ports.get(0),
                ports.get(1),
                timeoutMillis,
                intervalMillis,
                3000,
                0,
                0,
                ProxyConfig.Stall.DEFAULT,
                policy,
                backends),
            new ApiConfig(
                ports.get(2), ports.get(3), "proxy", "secret", false, List.of(), Optional.empty()),
            Optional.empty(),
            ports.get(4),
            Optional.empty(),
            new PatchbayConfig.StatusLog(false, Duration.ofMinutes(1)),
            new PatchbayConfig.Metrics(true, ports.get(5)));
  }

  /** Another proxy, not started, before the same nodes; with ports of its own. */
  ProxyBed sibling() throws Exception {
    ProxyBed other = new ProxyBed(0, INTERVAL_MILLIS);
    return other.with(other.config.proxy().with(config.proxy().backends(), List.of()));
  }

  /** The same proxy, which knows these as API.ProxyURIs. To be called before it starts. */
  ProxyBed knowing(String... uris) {
    ApiConfig api = config.api();
    return with(
        new ApiConfig(
            api.port(),
            api.aggregatorPort(),
            api.operator().username(),
            api.operator().password().plain().orElseThrow(),
            api.forceHttps(),
            List.of(uris),
            api.tls()));
  }

  /** The same proxy, which asks others in this way and shows this certificate. */
  ProxyBed asking(OtherProxies others, Optional<ApiConfig.Tls> tls) {
    ApiConfig api = config.api();
    return with(
        new ApiConfig(
            api.port(),
            api.aggregatorPort(),
            api.operator(),
            api.reader(),
            api.forceHttps(),
            api.proxyUris(),
            tls,
            others));
  }

  /** The same proxy with these nodes and names. */
  ProxyBed with(List<Node> nodes, List<NodePattern> names) {
    return with(config.proxy().with(nodes, names));
  }

  /** The same proxy, which asks this DNS server. To be called before it starts. */
  ProxyBed asking(String dnsServer) {
    return with(config.proxy().withDnsServers(List.of(dnsServer)));
  }

  private ProxyBed with(ProxyConfig proxy) {
    return with(proxy, config.api());
  }

  private ProxyBed with(ApiConfig api) {
    return with(config.proxy(), api);
  }

  private ProxyBed with(ProxyConfig proxy, ApiConfig api) {
    config =
        new PatchbayConfig(
            config.bindAddress(),
            proxy,
            api,
            config.galeraAgentTls(),
            config.healthPort(),
            config.staticDir(),
            config.statusLog(),
            config.metrics());
    return this;
  }

  /** Where its API is, as an entry of API.ProxyURIs. */
  String uri() {
    return "http://127.0.0.1:" + config.api().port();
  }

  ProxyBed start() throws StartFailure {
    patchbay = Patchbay.start(new LoadedConfig(config, List.of()), this::read);
    return this;
  }

  /** What a reload reads. */
  private LoadedConfig read() throws ConfigException {
    if (!faults.isEmpty()) {
      throw new ConfigException("the configuration is not valid", faults);
    }
    return new LoadedConfig(config, List.of());
  }

  Patchbay patchbay() {
    return patchbay;
  }

  Socket connect() throws IOException {
    return connect(config.proxy().port());
  }

  Socket connect(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** The name of the node that answers a new session; empty if it is closed at once. */
  Optional<String> whoAnswers() throws IOException {
    return whoAnswers(config.proxy().port());
  }

  Optional<String> whoAnswers(int port) throws IOException {
    try (Socket socket = connect(port)) {
      return greeting(socket);
    }
  }

  static Optional<String> greeting(Socket socket) {
    try {
      return Optional.ofNullable(
          new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Waits for the end of a connection; false if it does not come within the socket's timeout. */
  static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  JsonArray backends() throws Exception {
    return new JsonArray(api("GET", "/v0/backends").body());
  }

  JsonObject cluster() throws Exception {
    return new JsonObject(api("GET", "/v0/cluster").body());
  }

  HttpResponse<String> api(String method, String path) throws Exception {
    return send(request(method, path));
  }

  /** With a body of JSON. */
  HttpResponse<String> api(String method, String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(request(method, path), (name, value) -> true)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  HttpRequest request(String method, String path) {
    return request(config.api().port(), method, path);
  }

  /** Gets a page of the springboard's listener. */
  HttpResponse<String> aggregator(String path) throws Exception {
    return send(request(config.api().aggregatorPort(), "GET", path));
  }

  private static HttpRequest request(int port, String method, String path) {
    String login = Base64.getEncoder().encodeToString("proxy:secret".getBytes());
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Basic " + login)
        .timeout(Duration.ofSeconds(30))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }

  HttpResponse<String> get(int port, String path) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws Exception {
    if (patchbay != null) {
      patchbay.close();
    }
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
