package dev.patchbay.agent;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * The agent's answers. {@code /api/v1/status} is 200 whatever the node's health, as the
 * galera-agent does it; {@code /} says it by the status code, for load balancers; {@code
 * /api/v1/stream} goes on saying it.
 */
final class AgentHttp implements Handler<HttpServerRequest> {

  private static final List<HttpMethod> READ = List.of(HttpMethod.GET, HttpMethod.HEAD);

  /** HAProxy's {@code option httpchk} asks with OPTIONS unless told otherwise. */
  private static final List<HttpMethod> CHECK =
      List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Pulse pulse;
  private final HealthStream stream;

  AgentHttp(Pulse pulse, HealthStream stream) {
    this.pulse = pulse;
    this.stream = stream;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    if (path.equals("/api/v1/status")) {
      answer(request, READ, report -> send(request, 200, "application/json", report.toJson()));
    } else if (path.equals("/api/v1/stream")) {
      follow(request);
    } else if (path.equals("/")) {
      answer(request, CHECK, report -> text(request, codeFor(report), report.toLine()));
    } else {
      text(request, 404, "not found; ask /, /api/v1/status or /api/v1/stream\n");
    }
  }

  private void follow(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      request.response().putHeader("Allow", "GET");
      text(request, 405, "method not allowed\n");
    } else if (stream.isFull()) {
      request.response().putHeader("Retry-After", "10");
      text(request, 503, "too many follow already\n");
    } else {
      stream.join(request);
    }
  }

  private void answer(
      HttpServerRequest request, List<HttpMethod> allowed, Handler<NodeReport> sender) {
    if (allowed.contains(request.method())) {
      pulse
          .ask()
          .onSuccess(
              report -> {
                pulse.asked(report);
                sender.handle(report);
              });
    } else {
      request
          .response()
          .putHeader("Allow", String.join(", ", allowed.stream().map(HttpMethod::name).toList()));
      text(request, 405, "method not allowed\n");
    }
  }

  private static int codeFor(NodeReport report) {
    return report.verdict().healthy() ? 200 : 503;
  }

  private static void text(HttpServerRequest request, int code, String body) {
    send(request, code, "text/plain; charset=utf-8", body);
  }

  private static void send(HttpServerRequest request, int code, String type, String body) {
    HttpServerResponse response = request.response();
    if (!response.closed()) {
      response
          .setStatusCode(code)
          .putHeader("Content-Type", type)
          .putHeader("Cache-Control", "no-store")
          .end(body);
    }
  }
}
