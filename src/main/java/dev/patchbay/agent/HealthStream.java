package dev.patchbay.agent;

import dev.patchbay.web.WebServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says to all who follow what the node is, at each change and every {@value #HEARTBEAT_MILLIS} ms,
 * as server-sent events: each message has the whole state and a number that grows. While nobody
 * follows, nothing is done. On the agent's event loop.
 */
final class HealthStream {
  static final int HEARTBEAT_MILLIS = 100;

  /** Proxies, and a few people with curl. */
  static final int MOST_FOLLOWERS = 32;

  /** So much may wait for one who does not read; then it is cut off. */
  private static final int MOST_WAITING_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final Set<HttpServerResponse> followers = new HashSet<>();
  private Runnable onFirst = () -> {};
  private Runnable onLast = () -> {};
  private NodeReport current;
  private long counter;
  private long timer;

  HealthStream(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Who makes the reports: begun with the first follower, ended with the last. */
  void source(Runnable start, Runnable stop) {
    onFirst = start;
    onLast = stop;
  }

  /** Whether one more can follow. */
  boolean isFull() {
    return followers.size() >= MOST_FOLLOWERS;
  }

  /** Lets this one follow until it goes. */
  void join(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    WebServer.letRun(request);
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .setWriteQueueMaxSize(MOST_WAITING_BYTES)
        .exceptionHandler(e -> leave(response))
        .closeHandler(v -> leave(response));
    followers.add(response);
    if (followers.size() == 1) {
      current = null;
      timer = vertx.setPeriodic(HEARTBEAT_MILLIS, t -> beat());
      onFirst.run();
    } else if (current != null) {
      response.write(message());
    }
  }

  /** Says this from now on; at once, if it is something else than before. */
  void report(NodeReport report) {
    boolean news = !report.equals(current);
    current = report;
    if (news) {
      sendAll();
    }
  }

  private void beat() {
    if (current != null) {
      sendAll();
    }
  }

  private void sendAll() {
    counter++;
    Buffer message = message();
    for (HttpServerResponse follower : List.copyOf(followers)) {
      if (follower.writeQueueFull()) {
        follower.reset();
        leave(follower);
      } else {
        follower.write(message);
      }
    }
  }

  private Buffer message() {
    return Buffer.buffer("event: health\ndata: ")
        .appendString(current.toStreamJson(counter))
        .appendString("\n\n");
  }

  private void leave(HttpServerResponse follower) {
    if (followers.remove(follower) && followers.isEmpty()) {
      vertx.cancelTimer(timer);
      onLast.run();
    }
  }
}
