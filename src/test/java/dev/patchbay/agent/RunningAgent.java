package dev.patchbay.agent;

import dev.patchbay.testing.EventStream;
import dev.patchbay.web.WebLimits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An agent on a free port of this process, and a client for it. */
final class RunningAgent implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final AgentServer server;

  RunningAgent(DatabaseLogin login, HealthRules rules) {
    this(login, rules, Optional.empty(), WebLimits.of(100));
  }

  /** One that heeds these signs of its server. */
  RunningAgent(DatabaseLogin login, AgentConfig.Signs signs) {
    this(login, HealthRules.STRICT, Optional.empty(), WebLimits.of(100), signs);
  }

  RunningAgent(
      DatabaseLogin login,
      HealthRules rules,
      Optional<AgentConfig.PemFiles> tls,
      WebLimits limits) {
    this(login, rules, tls, limits, AgentConfig.Signs.NONE);
  }

  private RunningAgent(
      DatabaseLogin login,
      HealthRules rules,
      Optional<AgentConfig.PemFiles> tls,
      WebLimits limits,
      AgentConfig.Signs signs) {
    server =
        new AgentServer(
            vertx, new AgentConfig("127.0.0.1", 0, login, TIMEOUT, rules, tls, signs), limits);
    server.start().await();
  }

  static RunningAgent of(DatabaseLogin login) {
    return new RunningAgent(login, HealthRules.STRICT);
  }

  /** An agent whose database listens on this port of loopback. */
  static RunningAgent ofPort(int databasePort) {
    return of(new DatabaseLogin("127.0.0.1", databasePort, "galera-agent", "s3cret"));
  }

  int port() {
    return server.port();
  }

  HttpResponse<String> get(String path) {
    return ask("GET", path);
  }

  HttpResponse<String> ask(String method, String path) {
    try {
      return client.send(request(method, path), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Follows the node's health. */
  EventStream follow() throws Exception {
    return EventStream.open(request("GET", "/api/v1/stream"));
  }

  CompletableFuture<HttpResponse<String>> later(String path) {
    return client.sendAsync(request("GET", path), BodyHandlers.ofString());
  }

  void stop() throws Exception {
    server.stop().await(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    try {
      vertx.close().await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Vert.x does not end", e);
    }
  }

  private HttpRequest request(String method, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20))
        .method(method, BodyPublishers.noBody())
        .build();
  }
}
