package dev.patchbay.browser;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Serves the dashboard's files and says of the proxy whatever a test wants: what no real proxy can
 * be brought to say at will. Below {@code /behind/a/router} is the same once more.
 */
final class StandInProxy implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<String> switches = new CopyOnWriteArrayList<>();
  private volatile JsonObject state;
  private volatile JsonObject history = States.noHistory();
  private volatile JsonObject day = States.noHistory();

  StandInProxy(JsonObject state) throws Exception {
    this.state = state;
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/";
  }

  /** What is known from now on; tells those who follow. */
  StandInProxy publish(JsonObject newState) {
    state = newState;
    send(frame("state", newState));
    return this;
  }

  StandInProxy history(JsonObject newHistory) {
    history = newHistory;
    return this;
  }

  /** What is known of a day. */
  StandInProxy day(JsonObject newDay) {
    day = newDay;
    return this;
  }

  /** Tells those who follow of an event. */
  void log(JsonObject event) {
    send("id: " + event.getLong("id") + "\n" + frame("log", event));
  }

  /** From now on answers this path with a status and nothing else, and ends its stream. */
  void refuse(String path, int status) {
    refusals.put(path, status);
    if (path.equals("/v0/stream")) {
      streams.forEach(HttpServerResponse::end);
    }
  }

  void refuseNoMore() {
    refusals.clear();
  }

  /** The bodies of the requests to switch the traffic. */
  CopyOnWriteArrayList<String> switches() {
    return switches;
  }

  private void answer(HttpServerRequest request) {
    String path = request.path().replaceFirst("^/behind/a/router", "");
    Integer refusal = refusals.get(path);
    if (refusal != null) {
      request.response().setStatusCode(refusal).end("refused\n");
      return;
    }
    switch (path) {
      case "/v0/stream" -> stream(request.response());
      case "/v0/nodes" -> json(request.response(), state);
      case "/v0/history" ->
          json(request.response(), "span=day".equals(request.query()) ? day : history);
      case "/v0/events" ->
          json(request.response(), new JsonObject().put("events", new JsonArray()));
      case "/v0/cluster" ->
          request
              .body()
              .onSuccess(
                  body -> {
                    switches.add(body.toString());
                    json(request.response(), new JsonObject());
                  });
      default -> file(request, path.equals("/") ? "/index.html" : path);
    }
  }

  private void stream(HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.closeHandler(v -> streams.remove(response));
    response.endHandler(v -> streams.remove(response));
    response.write("retry: 1000\n\n" + frame("state", state));
    streams.add(response);
  }

  private void send(String frames) {
    Buffer buffer = Buffer.buffer(frames);
    streams.forEach(stream -> stream.write(buffer));
  }

  private static String frame(String kind, JsonObject data) {
    return "event: " + kind + "\ndata: " + data.encode() + "\n\n";
  }

  private static void json(HttpServerResponse response, JsonObject json) {
    response.putHeader("Content-Type", "application/json").end(json.toBuffer());
  }

  private static void file(HttpServerRequest request, String path) {
    try (InputStream in = StandInProxy.class.getResourceAsStream("/dashboard" + path)) {
      if (in == null) {
        request.response().setStatusCode(404).end();
        return;
      }
      request
          .response()
          .putHeader("Content-Type", MimeMapping.mimeTypeForFilename(path))
          .end(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      request.response().setStatusCode(500).end(e.toString());
    }
  }

  @Override
  public void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
