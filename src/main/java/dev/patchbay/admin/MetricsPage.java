package dev.patchbay.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** Serves the metrics, at {@code /metrics} and whatever other path is asked for. */
final class MetricsPage implements Handler<HttpServerRequest> {
  private final Supplier<String> text;

  MetricsPage(Supplier<String> text) {
    this.text = text;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
    } else {
      request
          .response()
          .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
          .end(text.get());
    }
  }
}
