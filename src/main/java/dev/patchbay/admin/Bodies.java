package dev.patchbay.admin;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Reads the bodies of requests, within their bound. */
final class Bodies {
  private static final String READING = "body";

  private Bodies() {}

  /**
   * Whether the body has begun to be read and has not come to its end: what fails then is the
   * request, as where its chunks are none, or the connection.
   */
  static boolean isReading(RoutingContext ctx) {
    return ctx.get(READING) != null && !ctx.request().isEnded();
  }

  /** Any body; one that cannot be begun, such as a form without a boundary, is a bad request. */
  static Handler<RoutingContext> any() {
    BodyHandler reader = BodyHandler.create(false).setBodyLimit(HttpListeners.MAX_BODY_BYTES);
    return ctx -> {
      ctx.put(READING, true);
      try {
        reader.handle(ctx);
      } catch (RuntimeException e) {
        Replies.text(ctx, 400, "Bad Request");
      }
    };
  }

  /** One that says that it is JSON. */
  static Handler<RoutingContext> json() {
    Handler<RoutingContext> any = any();
    return ctx -> {
      if (JsonRequest.isJson(ctx)) {
        any.handle(ctx);
      } else {
        Replies.text(ctx, 415, "send the body with Content-Type: application/json");
      }
    };
  }
}
