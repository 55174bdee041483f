package dev.patchbay.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A health agent with a stream, both of whose answers the test sets, each for itself. */
public final class StreamingAgent {
  private final HttpServer server;
  private final Map<HttpServerResponse, HttpConnection> followers = new ConcurrentHashMap<>();
  private final Set<HttpServerRequest> held = ConcurrentHashMap.newKeySet();
  private final AtomicInteger checks = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger counter = new AtomicInteger();
  private volatile boolean healthy = true;
  private volatile boolean holding;
  private volatile boolean silent;
  private volatile String streamType = "text/event-stream";

  public StreamingAgent(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/api/v1/stream")) {
      streams.incrementAndGet();
      if (silent) {
        return;
      }
      HttpServerResponse response = request.response();
      response.setChunked(true).putHeader("Content-Type", streamType);
      response.closeHandler(v -> followers.remove(response));
      response.write(":\n\n");
      followers.put(response, request.connection());
    } else if (holding) {
      held.add(request);
      checks.incrementAndGet();
    } else {
      request.response().end("{\"healthy\":" + healthy + ",\"wsrep_local_index\":0}");
      checks.incrementAndGet();
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** What checks are told from now on. */
  public void healthy(boolean now) {
    healthy = now;
  }

  /** Checks get no answer from now on; those that wait are kept. */
  public void hold() {
    holding = true;
  }

  /** Answers the checks that wait, as it would have before. */
  public void release() {
    holding = false;
    held.forEach(r -> r.response().end("{\"healthy\":true,\"wsrep_local_index\":0}"));
    held.clear();
  }

  /** Says this to all who follow, with the next number. */
  public void say(boolean nowHealthy, String reason) {
    sayRaw(
        "event: health\ndata: {\"healthy\":%s,\"reason\":\"%s\",\"counter\":%d}\n\n"
            .formatted(nowHealthy, reason, counter.incrementAndGet()));
  }

  public void sayRaw(String bytes) {
    followers.keySet().forEach(f -> f.write(bytes));
  }

  /** Whoever asks for the stream from now on gets no answer at all. */
  public void streamsSilently(boolean now) {
    silent = now;
  }

  /** The stream is something else from now on. */
  public void streamType(String type) {
    streamType = type;
  }

  /** Closes the connections of all who follow. */
  public void cutStreams() {
    followers.values().forEach(HttpConnection::close);
  }

  public int checks() {
    return checks.get();
  }

  /** How many have asked for the stream so far. */
  public int streams() {
    return streams.get();
  }

  /** How many follow now. */
  public int followers() {
    return followers.size();
  }
}
