package dev.patchbay.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** The forms of an answer. */
final class Replies {
  /** True for a moment only. */
  private static final String LIVE = "no-store";

  /** May be kept, but not used without asking. */
  private static final String FILE = "no-cache";

  private Replies() {}

  /** One line for people. */
  static void text(RoutingContext ctx, int status, String line) {
    ctx.response().setStatusCode(status);
    send(ctx, "text/plain; charset=utf-8", LIVE, Buffer.buffer(line + "\n"));
  }

  static void json(RoutingContext ctx, Buffer json) {
    send(ctx, "application/json; charset=utf-8", LIVE, json);
  }

  /** A page that is true for a moment only. */
  static void page(RoutingContext ctx, Buffer html) {
    send(ctx, "text/html; charset=utf-8", LIVE, html);
  }

  /** A page, or what belongs to one. */
  static void file(RoutingContext ctx, String type, Buffer content) {
    send(ctx, type, FILE, content);
  }

  /** The IP address that a request came from. */
  static String remote(RoutingContext ctx) {
    return String.valueOf(ctx.request().remoteAddress().hostAddress());
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

  private static void send(RoutingContext ctx, String type, String caching, Buffer content) {
    ctx.response()
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", caching)
        // For HEAD: Vert.x leaves the body out then, and the length with it.
        .putHeader("Content-Length", Integer.toString(content.length()))
        .end(content);
  }
}
