package dev.patchbay.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** The forms of an answer. None of them may be kept by a cache: they are true for a moment only. */
final class Replies {

  private Replies() {}

  /** One line for people. */
  static void text(RoutingContext ctx, int status, String line) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .end(line + "\n");
  }

  static void json(RoutingContext ctx, Buffer json) {
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(json);
  }

  static void notFound(RoutingContext ctx) {
    text(ctx, 404, "Not Found");
  }

  /**
   * @param allowed the methods that this path has
   */
  static void methodNotAllowed(RoutingContext ctx, String allowed) {
    ctx.response().putHeader("Allow", allowed);
    text(ctx, 405, "Method Not Allowed");
  }
}
